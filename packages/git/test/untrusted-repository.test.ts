import { chmodSync, existsSync, mkdirSync, symlinkSync, utimesSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openRepository, WORKTREE } from "../src/index.ts";
import { useCheckout } from "./support/use-checkout.ts";

test("no program that the repository's configuration names is run", async () => {
  const checkout = useCheckout();
  const witness = path.join(checkout.folder, ".git", "it-ran");
  const script = path.join(checkout.folder, ".git", "script");
  checkout.write(".git/script", `#!/bin/sh\necho ran >> '${witness}'\ncat\n`);
  chmodSync(script, 0o755);
  checkout.write(".gitattributes", "*.ts diff=evil filter=evil\n*.js filter=worse\n");
  checkout.write("a.ts", "1\n");
  checkout.write("b.js", "1\n");
  checkout.commit("root");
  for (const [key, value] of Object.entries({
    "core.fsmonitor": script,
    "core.pager": script,
    "core.sshCommand": script,
    "core.askPass": script,
    "credential.helper": script,
    "diff.external": script,
    "diff.evil.command": script,
    "diff.evil.textconv": script,
    "filter.evil.clean": script,
    "filter.evil.smudge": script,
    "filter.evil.required": "true",
    "filter.worse.process": script,
    "pager.diff": script,
    "gpg.program": script,
    "log.showSignature": "true",
    "core.alternateRefsCommand": script,
    "remote.origin.url": `ext::${script}`,
    "remote.origin.promisor": "true",
    "remote.origin.uploadpack": script,
    "protocol.ext.allow": "always",
    "extensions.partialClone": "origin",
    "core.hooksPath": path.join(checkout.folder, ".git", "evil-hooks"),
  })) {
    checkout.git("config", key, value);
  }
  mkdirSync(path.join(checkout.folder, ".git", "evil-hooks"));
  for (const hook of ["post-index-change", "fsmonitor-watchman", "pre-commit", "post-checkout"]) {
    symlinkSync(script, path.join(checkout.folder, ".git", "evil-hooks", hook));
  }
  checkout.write("a.ts", "2\n");
  checkout.write("b.js", "2\n");
  checkout.write("new.ts", "1\n");

  await using repository = await openRepository(checkout.folder);
  const change = await repository.readChange("HEAD", WORKTREE);
  expect(change.files.map((file) => file.path).sort()).toEqual(["a.ts", "b.js", "new.ts"]);
  expect(change.files[0]?.hunks[0]?.lines.map((line) => line.text)).toEqual(["1", "2"]);
  const base = await repository.defaultBase("HEAD");
  await repository.readChange(base, "HEAD");
  for (const revision of ["HEAD", WORKTREE]) {
    const tree = await repository.tree(revision);
    const ids: string[] = ["1".repeat(40)];
    for await (const entry of tree.entries()) ids.push(entry.blobSha);
    let count = 0;
    for await (const _ of tree.readBlobs(ids)) count += 1;
    expect(count).toBe(ids.length - 1);
  }
  expect(await repository.readFile("HEAD", "a.ts", 100)).toEqual(Buffer.from("1\n"));
  expect(existsSync(witness)).toBe(false);
});

test("reading changes nothing in the repository", async () => {
  const checkout = useCheckout();
  checkout.write("a.ts", "1\n");
  checkout.commit("root");
  // Same content, other time: git would like to write that into its index.
  utimesSync(path.join(checkout.folder, "a.ts"), new Date(0), new Date(0));
  const state = () => checkout.git("hash-object", "--no-filters", ".git/index", ".git/config");
  const before = state();
  await using repository = await openRepository(checkout.folder);
  const change = await repository.readChange("HEAD", WORKTREE);
  expect(change.files).toEqual([]);
  expect(state()).toBe(before);
});

test("a repository that has its files elsewhere is refused", async () => {
  const outside = useCheckout();
  const checkout = useCheckout();
  checkout.commit("root");
  checkout.git("config", "core.worktree", outside.folder);
  await expect(openRepository(checkout.folder)).rejects.toMatchObject({ name: "UsageError" });
});
