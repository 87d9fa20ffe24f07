import { expect, test } from "vitest";
import { openPull, openWorld } from "./helpers/world.ts";

const manyLines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `line ${from + index}\n`).join("");

test("gives every file with its diff against the merge base", async () => {
  await using world = await openWorld({
    files: { "a.ts": "one\ntwo\n", "old name.ts": manyLines(20), "gone.ts": "bye\n" },
  });
  const mergeBase = await world.repository.tip();
  const pull = await openPull(world.repository, {
    "a.ts": "one\n2\n",
    "old name.ts": null,
    "neuer Näme.ts": `${manyLines(20)}more\n`,
    "gone.ts": null,
    "new.ts": "hello\n",
  });
  await world.repository.commit({ files: { "elsewhere.ts": "base moved\n" } });
  const read = await world.client.readPullRequest(world.ref, pull.number);
  const change = await world.client.readChange(world.ref, read);
  expect(change).toMatchObject({ baseSha: mergeBase, headSha: pull.headSha, unreadable: [] });
  const shapes = change.files.map(({ path, previousPath, status, hunks }) => [
    path,
    previousPath,
    status,
    hunks.flatMap((hunk) => hunk.lines).filter((line) => line.kind !== "context").length,
  ]);
  expect(shapes).toEqual([
    ["a.ts", null, "modified", 2],
    ["gone.ts", null, "deleted", 1],
    ["neuer Näme.ts", "old name.ts", "renamed", 1],
    ["new.ts", null, "added", 1],
  ]);
});

test("tells binary files, symlinks, submodules, mode changes and empty files apart", async () => {
  await using world = await openWorld({
    files: { "run.sh": "echo\n", "image.png": Buffer.from([0, 1, 2]), "a.ts": "x\n" },
  });
  const pull = await openPull(world.repository, {
    "run.sh": { executable: "echo\n" },
    "image.png": Buffer.from([0, 1, 3]),
    "deep/down/link": { symlink: "../../../etc/passwd" },
    "vendor/lib": { submodule: "a".repeat(40) },
    "empty.txt": "",
    "oneline.txt": "no newline at its end",
  });
  const read = await world.client.readPullRequest(world.ref, pull.number);
  const { files, unreadable } = await world.client.readChange(world.ref, read);
  expect(unreadable).toEqual([]);
  const flags = Object.fromEntries(
    files.map((file) => {
      const { isBinary, isSymlink, isSubmodule } = file;
      const kind = Object.entries({ isBinary, isSymlink, isSubmodule }).find(([, is]) => is)?.[0];
      return [file.path, kind ?? file.status];
    }),
  );
  expect(flags).toEqual({
    "deep/down/link": "isSymlink",
    "empty.txt": "added",
    "image.png": "isBinary",
    "oneline.txt": "added",
    "run.sh": "mode_changed",
    "vendor/lib": "isSubmodule",
  });
});

test("fetches and compares text whose patch GitHub leaves out", async () => {
  await using world = await openWorld({
    files: { "big.ts": manyLines(100) },
    github: { limits: { filePatchLines: 10 } },
  });
  const pull = await openPull(world.repository, {
    "big.ts": `${manyLines(100, 1000)}`,
    "new.ts": manyLines(30),
    "latin1.txt": Buffer.concat([Buffer.from(manyLines(30)), Buffer.from([0xe9, 0x0a])]),
  });
  const read = await world.client.readPullRequest(world.ref, pull.number);
  const { files, unreadable } = await world.client.readChange(world.ref, read);
  const added = files.map(({ path, hunks }) => [
    path,
    hunks.flatMap((hunk) => hunk.lines).filter((line) => line.kind === "added").length,
  ]);
  expect(added).toEqual([
    ["big.ts", 100],
    ["new.ts", 30],
  ]);
  expect(unreadable).toEqual([{ path: "latin1.txt", reason: "not valid UTF-8" }]);
});

test("names a file that is too large to fetch", async () => {
  await using world = await openWorld();
  const line = `${"x".repeat(120)}\n`;
  const pull = await openPull(world.repository, { "huge.ts": line.repeat(9_000) });
  const read = await world.client.readPullRequest(world.ref, pull.number);
  const { files, unreadable } = await world.client.readChange(world.ref, read);
  expect(files).toEqual([]);
  expect(unreadable).toMatchObject([
    { path: "huge.ts", reason: expect.stringMatching(/larger than/) },
  ]);
});

test("reads all pages, and names what GitHub does not list", async () => {
  await using world = await openWorld({ github: { limits: { pullFiles: 150 } } });
  const files = Object.fromEntries(
    Array.from({ length: 160 }, (_, index) => [`f/${String(index).padStart(3, "0")}.ts`, "x\n"]),
  );
  const pull = await openPull(world.repository, files);
  const read = await world.client.readPullRequest(world.ref, pull.number);
  const change = await world.client.readChange(world.ref, read);
  expect(change.files).toHaveLength(150);
  expect(change.isPartial).toBe(true);
  expect(change.unreadable).toEqual([
    {
      path: "(10 more files)",
      reason: "GitHub lists only the first 150 files of this pull request",
    },
  ]);
});

test("says so when the head moves while the change is read", async () => {
  await using world = await openWorld();
  const pull = await openPull(world.repository, { "a.ts": "1\n" });
  const read = await world.client.readPullRequest(world.ref, pull.number);
  await pull.push({ files: { "a.ts": "2\n" } });
  const reading = world.client.readChange(world.ref, read);
  await expect(reading).rejects.toMatchObject({ code: "head_moved", retryable: true });
});

test("reads the pull request of a fork", async () => {
  await using world = await openWorld();
  const fork = await world.repository.fork("contributor");
  await fork.commit({ branch: "idea", files: { "a.ts": "1\n" } });
  const options = { head: "idea", fork, author: "contributor", labels: ["wip"], draft: true };
  const pull = await world.repository.openPullRequest({ ...options, body: null });
  const read = await world.client.readPullRequest(world.ref, pull.number);
  expect(read).toMatchObject({
    state: "open",
    isDraft: true,
    body: "",
    author: { login: "contributor", isBot: false },
    labels: ["wip"],
    headRef: "idea",
    baseRef: "main",
  });
  const change = await world.client.readChange(world.ref, read);
  expect(change.files.map((file) => file.path)).toEqual(["a.ts"]);
});
