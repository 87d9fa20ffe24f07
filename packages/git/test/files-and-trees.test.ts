import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { openRepository, type SourceTree, WORKTREE } from "../src/index.ts";
import type { Checkout } from "./support/checkout.ts";
import { useCheckout } from "./support/use-checkout.ts";

async function contents(tree: SourceTree): Promise<Record<string, string>> {
  const paths = new Map<string, string[]>();
  for await (const { path: file, blobSha } of tree.entries()) {
    paths.set(blobSha, [...(paths.get(blobSha) ?? []), file]);
  }
  const found: Record<string, string> = {};
  for await (const { blobSha, content } of tree.readBlobs([...paths.keys()])) {
    for (const file of paths.get(blobSha) ?? []) found[file] = content.toString("utf8");
  }
  return found;
}

function oddCheckout(): Checkout {
  const checkout = useCheckout();
  const base = checkout.commit("root");
  checkout.write("src/a.ts", "a\n");
  checkout.write("src/copy.ts", "a\n");
  checkout.write('odd/ä "b"\t\n.ts', "odd\n");
  checkout.write("empty", "");
  symlinkSync("/etc/passwd", path.join(checkout.folder, "out"));
  symlinkSync("src", path.join(checkout.folder, "folder-link"));
  checkout.git("add", "--all");
  checkout.git("update-index", "--add", "--cacheinfo", `160000,${base},lib`);
  checkout.git("commit", "-q", "-m", "files");
  mkdirSync(path.join(checkout.folder, "lib"), { recursive: true });
  return checkout;
}

const FILES = {
  "src/a.ts": "a\n",
  "src/copy.ts": "a\n",
  'odd/ä "b"\t\n.ts': "odd\n",
  empty: "",
};

describe("a tree's changes", () => {
  test("since another commit are its new and changed files and the paths that are gone", async () => {
    const checkout = oddCheckout();
    const before = checkout.git("rev-parse", "HEAD");
    checkout.git("rm", "-q", 'odd/ä "b"\t\n.ts');
    checkout.git("mv", "src/copy.ts", "src/moved.ts");
    checkout.write("src/a.ts", "other\n");
    checkout.git("rm", "-q", "out");
    checkout.write("out", "no link\n");
    symlinkSync("src", path.join(checkout.folder, "link"));
    checkout.commit("changes");
    await using repository = await openRepository(checkout.folder);
    const tree = await repository.tree("HEAD");
    const changes = await tree.changesSince!(before);
    const sizes = changes!.changed.map(({ path: file, sizeBytes }) => [file, sizeBytes]);
    expect(Object.fromEntries(sizes)).toEqual({
      out: 8,
      "src/a.ts": 6,
      "src/moved.ts": 2,
    });
    expect(new Set(changes!.removed)).toEqual(new Set(["link", 'odd/ä "b"\t\n.ts', "src/copy.ts"]));
    expect(await tree.changesSince!(tree.commitSha)).toEqual({ changed: [], removed: [] });
  });

  test("since a commit that is not here are not known", async () => {
    const checkout = oddCheckout();
    await using repository = await openRepository(checkout.folder);
    const tree = await repository.tree("HEAD");
    expect(await tree.changesSince!("1".repeat(40))).toBeNull();
    expect(await tree.changesSince!(`${tree.commitSha}+1234`)).toBeNull();
  });
});

describe("readFile", () => {
  test.each(["HEAD", WORKTREE])("reads regular files of %s and nothing else", async (revision) => {
    const checkout = oddCheckout();
    writeFileSync(path.join(checkout.folder, "..", "devflow-outside"), "secret");
    await using repository = await openRepository(checkout.folder);
    for (const [file, text] of Object.entries(FILES)) {
      expect((await repository.readFile(revision, file, 100))?.toString("utf8")).toBe(text);
    }
    for (const file of [
      "out",
      "folder-link/a.ts",
      "lib",
      "src",
      "nope",
      "src/a.ts/x",
      "../devflow-outside",
      "src/../src/a.ts",
      "/etc/passwd",
      ".git/config",
      ".GIT/config",
      "",
    ]) {
      expect(await repository.readFile(revision, file, 100_000), file).toBeNull();
    }
    expect(await repository.readFile(revision, "src/a.ts", 1)).toBeNull();
    await expect(repository.readFile("nope", "src/a.ts", 1)).rejects.toThrow("does not exist");
  });

  test("answers many reads at once, around one that is too large", async () => {
    const checkout = useCheckout();
    checkout.write("large.bin", Buffer.alloc(20_000_000, 1));
    for (let index = 0; index < 200; index += 1) checkout.write(`f/${index}`, `${index}\n`);
    const head = checkout.commit("root");
    await using repository = await openRepository(checkout.folder);
    const large = repository.readFile(head, "large.bin", 1_000_000);
    const reads = Array.from({ length: 200 }, (_, index) =>
      repository.readFile(head, `f/${index}`, 100),
    );
    expect(await large).toBeNull();
    expect((await Promise.all(reads)).map(String)).toEqual(
      Array.from({ length: 200 }, (_, index) => `${index}\n`),
    );
  });
});

describe("tree", () => {
  test("gives the regular files of a commit with git's ids and sizes", async () => {
    const checkout = oddCheckout();
    await using repository = await openRepository(checkout.folder);
    const tree = await repository.tree("HEAD");
    expect(tree.commitSha).toBe(checkout.git("rev-parse", "HEAD"));
    expect(await contents(tree)).toEqual(FILES);
    for await (const entry of tree.entries()) {
      expect(entry.blobSha).toBe(checkout.git("rev-parse", `HEAD:${entry.path}`));
      expect(entry.sizeBytes).toBe(
        Buffer.byteLength(Object.entries(FILES).find(([name]) => name === entry.path)?.[1] ?? "?"),
      );
    }
  });

  test("gives the worktree as it is on disk, with the ids that git would give", async () => {
    const checkout = oddCheckout();
    await using repository = await openRepository(checkout.folder);
    const clean = await repository.tree(WORKTREE);
    expect(clean.commitSha).toBe(checkout.git("rev-parse", "HEAD"));
    expect(await contents(clean)).toEqual(FILES);

    checkout.write("src/a.ts", "changed\n");
    checkout.write("untracked.ts", "new\n");
    checkout.write("staged.ts", "staged\n");
    checkout.git("add", "staged.ts");
    const changed = await repository.tree(WORKTREE);
    expect(changed.commitSha).not.toBe(clean.commitSha);
    expect(await contents(changed)).toEqual({
      ...FILES,
      "src/a.ts": "changed\n",
      "untracked.ts": "new\n",
      "staged.ts": "staged\n",
    });
    for await (const entry of changed.entries()) {
      expect(entry.blobSha).toBe(checkout.git("hash-object", "--no-filters", entry.path));
    }

    checkout.write("untracked.ts", "saved again\n");
    expect(await contents(changed)).not.toHaveProperty(["untracked.ts"]);
    expect((await repository.tree(WORKTREE)).commitSha).not.toBe(changed.commitSha);
  });

  test("leaves blobs out that are missing or too large", async () => {
    const checkout = useCheckout();
    checkout.write("large.txt", Buffer.alloc(20_000_000, 65));
    checkout.write("small.txt", "s");
    checkout.commit("root");
    await using repository = await openRepository(checkout.folder);
    const tree = await repository.tree("HEAD");
    expect(Object.keys(await contents(tree))).toEqual(["small.txt"]);
    const missing: unknown[] = [];
    for await (const blob of tree.readBlobs(["2".repeat(40)])) missing.push(blob);
    expect(missing).toEqual([]);
  });

  test("a reader that stops early ends the listing", async () => {
    const checkout = oddCheckout();
    await using repository = await openRepository(checkout.folder);
    const tree = await repository.tree("HEAD");
    for await (const entry of tree.entries()) {
      expect(entry.path).not.toBe("");
      break;
    }
    expect(await contents(tree)).toEqual(FILES);
  });
});
