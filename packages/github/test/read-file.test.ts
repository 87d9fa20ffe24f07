import { expect, test } from "vitest";
import { openWorld } from "./helpers/world.ts";

test("reads bytes at a commit and at a branch", async () => {
  const bytes = Buffer.from([0xff, 0, 0x0a]);
  await using world = await openWorld({ files: { "with space/ü & #1.bin": bytes } });
  const { client, ref, repository } = world;
  const sha = await repository.tip();
  for (const at of [sha!, "main"]) {
    expect(await client.readFile(ref, at, "with space/ü & #1.bin", 10)).toEqual(bytes);
  }
});

test("gives null for what is no file, and for what is too large", async () => {
  await using world = await openWorld({
    files: {
      "a.ts": "12345",
      "folder/b.ts": "x",
      link: { symlink: "a.ts" },
      lib: { submodule: "b".repeat(40) },
    },
  });
  const read = (path: string, maxBytes = 100) =>
    world.client.readFile(world.ref, "main", path, maxBytes);
  expect(await read("a.ts", 5)).toEqual(Buffer.from("12345"));
  expect(await read("a.ts", 4)).toBeNull();
  expect(await read("folder")).toBeNull();
  expect(await read("link")).toBeNull();
  expect(await read("lib")).toBeNull();
  expect(await read("missing.ts")).toBeNull();
  expect(await read("a.ts/inside")).toBeNull();
});

test("lists the files below a folder in one request, and no links or submodules", async () => {
  await using world = await openWorld({
    files: {
      "a.ts": "12345",
      "folder/b.ts": "x",
      "folder/deep/c.ts": "",
      "folder/link": { symlink: "b.ts" },
      lib: { submodule: "b".repeat(40) },
    },
  });
  const list = async (folder: string) => {
    const { files, isComplete } = await world.client.listFiles(world.ref, "main", folder);
    expect(isComplete).toBe(true);
    return files.map(({ path, sizeBytes }) => [path, sizeBytes]);
  };
  expect(await list("")).toEqual([
    ["a.ts", 5],
    ["folder/b.ts", 1],
    ["folder/deep/c.ts", 0],
  ]);
  expect(await list("folder/deep")).toEqual([["c.ts", 0]]);
  expect(await list("missing")).toEqual([]);
  expect(await list("a.ts")).toEqual([]);
});

test("asks for a folder of a commit once", async () => {
  await using world = await openWorld({ files: { "d/a.ts": "a", "d/b.ts": "b" } });
  const sha = (await world.repository.tip())!;
  await world.client.readFile(world.ref, sha, "d/a.ts", 10);
  await world.client.readFile(world.ref, sha, "d/b.ts", 10);
  expect(world.fake.requests.count("GET /repos/{owner}/{repo}/git/trees/{tree_sha}")).toBe(2);
});
