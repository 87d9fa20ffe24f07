import { symlinkSync, unlinkSync } from "node:fs";
import path from "node:path";
import { countChangedLines } from "@devflow/diff";
import { UsageError } from "@devflow/errors";
import { describe, expect, test } from "vitest";
import { openRepository, WORKTREE } from "../src/index.ts";
import { useCheckout } from "./support/use-checkout.ts";

describe("defaultBase", () => {
  test("is the merge base with the default branch, else the parent, else the empty tree", async () => {
    const checkout = useCheckout();
    checkout.write("a", "1\n");
    const root = checkout.commit("root");
    await using repository = await openRepository(checkout.folder);
    const emptyTree = checkout.git("hash-object", "-t", "tree", "/dev/null");
    expect(await repository.defaultBase("HEAD")).toBe(emptyTree);
    expect(await repository.defaultBase(WORKTREE)).toBe(root);

    checkout.write("a", "2\n");
    const second = checkout.commit("second");
    expect(await repository.defaultBase("HEAD")).toBe(root);

    checkout.git("checkout", "-q", "-b", "topic");
    checkout.write("b", "1\n");
    checkout.commit("topic 1");
    checkout.write("b", "2\n");
    checkout.commit("topic 2");
    expect(await repository.defaultBase("HEAD")).toBe(second);
    expect(await repository.defaultBase(WORKTREE)).toBe(second);
  });
});

describe("readChange", () => {
  test("shows what the branch changed, not what the base did since", async () => {
    const checkout = useCheckout();
    checkout.write("a.ts", "one\ntwo\nthree\n");
    const fork = checkout.commit("root");
    checkout.git("checkout", "-q", "-b", "topic");
    checkout.write("a.ts", "one\n2\nthree\n");
    checkout.commit("Count in digits\n\nBecause they are shorter.");
    checkout.git("checkout", "-q", "main");
    checkout.write("other.ts", "x\n");
    checkout.commit("meanwhile");

    await using repository = await openRepository(checkout.folder);
    const change = await repository.readChange("main", "topic");
    expect(change).toMatchObject({
      baseSha: fork,
      headSha: checkout.git("rev-parse", "topic"),
      title: "Count in digits",
      description: "Because they are shorter.",
      unreadable: [],
    });
    expect(change.files.map((file) => [file.path, file.status])).toEqual([["a.ts", "modified"]]);
  });

  test("shows a root commit against nothing", async () => {
    const checkout = useCheckout();
    checkout.write("a.ts", "one\n");
    checkout.commit("root");
    await using repository = await openRepository(checkout.folder);
    const base = await repository.defaultBase("HEAD");
    const change = await repository.readChange(base, "HEAD");
    expect(change.files).toMatchObject([{ path: "a.ts", status: "added" }]);
    expect(change.title).toBe("root");
    expect(await repository.readFile(base, "a.ts", 100)).toBeNull();
  });

  test("names earlier commits after the head's message", async () => {
    const checkout = useCheckout();
    const base = checkout.commit("root");
    checkout.commit("first");
    checkout.commit("second\n\nbody");
    await using repository = await openRepository(checkout.folder);
    expect(await repository.readChange(base, "HEAD")).toMatchObject({
      title: "second",
      description: "body\n\nEarlier commits:\n- first",
      files: [],
    });
  });

  test("reads odd paths, renames, binary files, symlinks and submodules", async () => {
    const checkout = useCheckout();
    const long = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join("");
    checkout.write("old name.ts", long);
    checkout.write("logo.png", Buffer.from([0, 1, 2]));
    const base = checkout.commit("root");
    checkout.git("mv", "old name.ts", 'new "näme".ts');
    checkout.write('new "näme".ts', `${long}more\n`);
    checkout.write("logo.png", Buffer.from([0, 1, 3]));
    checkout.write("tab\tand\nnewline", "x\n");
    symlinkSync("/etc/passwd", path.join(checkout.folder, "link"));
    checkout.git("add", "--all");
    checkout.git("update-index", "--add", "--cacheinfo", `160000,${base},lib`);
    checkout.git("commit", "-q", "-m", "odd");

    await using repository = await openRepository(checkout.folder);
    const { files, unreadable } = await repository.readChange(base, "HEAD");
    expect(unreadable).toEqual([]);
    const byPath = new Map(files.map((file) => [file.path, file]));
    expect(byPath.get('new "näme".ts')).toMatchObject({
      status: "renamed",
      previousPath: "old name.ts",
    });
    expect(byPath.get("logo.png")).toMatchObject({ isBinary: true, hunks: [] });
    expect(byPath.get("tab\tand\nnewline")).toMatchObject({ status: "added" });
    expect(byPath.get("link")).toMatchObject({ isSymlink: true });
    expect(byPath.get("lib")).toMatchObject({ isSubmodule: true });
    expect(byPath.size).toBe(5);
  });

  test("names a file of 20 MB and one that is not UTF-8, and shows the others", async () => {
    const checkout = useCheckout();
    const base = checkout.commit("root");
    checkout.write("huge.txt", "0123456789abcde\n".repeat(1_300_000));
    checkout.write("latin1 é.txt", Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]));
    checkout.write("z.ts", "fine\n");
    checkout.commit("odd");
    await using repository = await openRepository(checkout.folder);
    const change = await repository.readChange(base, "HEAD");
    expect(change.files.map((file) => file.path)).toEqual(["z.ts"]);
    expect(change.unreadable).toEqual([
      { path: "huge.txt", reason: "its diff is too large (23 MB)" },
      { path: "latin1 é.txt", reason: "not valid UTF-8" },
    ]);
  });

  test("is the same whatever the repository's configuration says about diffs", async () => {
    const checkout = useCheckout();
    checkout.write("a.ts", "one\n\n\n\n\n\n\n\n\ntwo\n\nthree\n");
    const base = checkout.commit("root");
    checkout.write("a.ts", "1\n\n\n\n\n\n\n\n\n2\n\nthree\n");
    checkout.commit("change");
    const read = async () => {
      await using repository = await openRepository(checkout.folder);
      return await repository.readChange(base, "HEAD");
    };
    const plain = await read();
    for (const [key, value] of Object.entries({
      "color.ui": "always",
      "diff.noprefix": "true",
      "diff.mnemonicPrefix": "true",
      "diff.context": "0",
      "diff.interHunkContext": "50",
      "diff.suppressBlankEmpty": "true",
      "diff.renames": "copies",
      "diff.algorithm": "patience",
      "diff.submodule": "log",
      "core.quotePath": "false",
      "log.showSignature": "true",
    })) {
      checkout.git("config", key, value);
    }
    expect(plain.files[0]?.hunks).toHaveLength(2);
    expect(await read()).toEqual(plain);
  });
});

describe("the worktree", () => {
  test("has staged, unstaged and untracked changes, and leaves ignored files out", async () => {
    const checkout = useCheckout();
    checkout.write(".gitignore", "ignored/\n");
    checkout.write("staged.ts", "1\n");
    checkout.write("unstaged.ts", "1\n");
    checkout.write("gone.ts", "1\n");
    checkout.commit("root");
    checkout.write("staged.ts", "2\n");
    checkout.git("add", "staged.ts");
    checkout.write("unstaged.ts", "2\n");
    unlinkSync(path.join(checkout.folder, "gone.ts"));
    checkout.write("new ä/file.ts", "a\nb");
    checkout.write("empty.ts", "");
    checkout.write("data.bin", Buffer.from([0, 1]));
    checkout.write("latin1.txt", Buffer.from([0xe9]));
    checkout.write("ignored/x.ts", "x\n");
    symlinkSync("staged.ts", path.join(checkout.folder, "link"));

    await using repository = await openRepository(checkout.folder);
    const change = await repository.readChange("HEAD", WORKTREE);
    expect(change.headSha).toBe(WORKTREE);
    expect(change.unreadable).toEqual([{ path: "latin1.txt", reason: "not valid UTF-8" }]);
    const found = Object.fromEntries(change.files.map((file) => [file.path, file]));
    expect(Object.keys(found).sort()).toEqual([
      "data.bin",
      "empty.ts",
      "gone.ts",
      "link",
      "new ä/file.ts",
      "staged.ts",
      "unstaged.ts",
    ]);
    expect(found["gone.ts"]).toMatchObject({ status: "deleted" });
    expect(found["data.bin"]).toMatchObject({ status: "added", isBinary: true });
    expect(found.link).toMatchObject({ isSymlink: true, status: "added" });
    expect(countChangedLines(found["new ä/file.ts"]!)).toEqual({ added: 2, removed: 0 });
    expect(found["new ä/file.ts"]?.hunks[0]?.lines.at(-1)?.noNewlineAtEnd).toBe(true);
  });

  test("names files with merge conflicts instead of showing the markers", async () => {
    const checkout = useCheckout();
    checkout.write("a.ts", "1\n");
    checkout.write("b.ts", "1\n");
    checkout.commit("root");
    checkout.git("checkout", "-q", "-b", "other");
    checkout.write("a.ts", "2\n");
    checkout.commit("theirs");
    checkout.git("checkout", "-q", "main");
    checkout.write("a.ts", "3\n");
    checkout.commit("ours");
    expect(() => checkout.git("merge", "other")).toThrow("merge");
    checkout.write("b.ts", "2\n");
    await using repository = await openRepository(checkout.folder);
    const change = await repository.readChange("HEAD", WORKTREE);
    expect(change.files.map((file) => file.path)).toEqual(["b.ts"]);
    expect(change.unreadable).toEqual([{ path: "a.ts", reason: "has unresolved merge conflicts" }]);
  });
});

describe("what a person can put right", () => {
  test("a folder that is missing or no checkout, and an unknown revision", async () => {
    const checkout = useCheckout();
    await expect(openRepository(path.join(checkout.folder, "nope"))).rejects.toThrow(
      "not a folder",
    );
    await expect(openRepository("/")).rejects.toThrow(UsageError);
    await using repository = await openRepository(checkout.folder);
    await expect(repository.resolve("HEAD")).rejects.toThrow(UsageError);
    checkout.commit("root");
    for (const revision of ["nope", "--all", "HEAD~5", "a\nb", ""]) {
      await expect(repository.resolve(revision)).rejects.toThrow(UsageError);
    }
  });

  test("a shallow clone that ends before the base", async () => {
    const origin = useCheckout();
    const first = origin.commit("first");
    origin.commit("second");
    const clone = useCheckout({ cloneFrom: origin, cloneOptions: ["--depth=1"] });
    await using repository = await openRepository(clone.folder);
    await expect(repository.defaultBase("HEAD")).rejects.toMatchObject({
      name: "UsageError",
      nextStep: expect.stringContaining("git fetch --deepen=1"),
    });
    await expect(repository.readChange(first, "HEAD")).rejects.toMatchObject({
      name: "UsageError",
      nextStep: expect.stringContaining("--unshallow"),
    });
  });
});

test("a commit can be named by the words of its message", async () => {
  const checkout = useCheckout();
  checkout.commit("root");
  const wanted = checkout.commit("Add the example shop");
  checkout.commit("later");
  await using repository = await openRepository(checkout.folder);
  expect(await repository.resolve(":/^Add the example")).toBe(wanted);
});

test("the name comes from the remote, without credentials, else from the folder", async () => {
  const checkout = useCheckout();
  const nameOf = async () => {
    await using repository = await openRepository(checkout.folder);
    return repository.name;
  };
  expect(await nameOf()).toBe(path.basename(checkout.folder));
  checkout.git("remote", "add", "origin", "https://user:secret@github.example.com/acme/shop.git");
  expect(await nameOf()).toBe("acme/shop");
  checkout.git("remote", "set-url", "origin", "git@github.com:acme/shop");
  expect(await nameOf()).toBe("acme/shop");
});
