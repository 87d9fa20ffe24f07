import { extractCode, permissiveLicences } from "@devflow/dataset";
import type { SourceTree } from "@devflow/retrieval";
import { expect, test } from "vitest";
import { codeOfCommit } from "../../src/export/read-code.ts";
import { readIgnorePaths } from "../../src/read-ignore-paths.ts";

/** A tree whose blobs are named by their own text. */
function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  return {
    commitSha: "c0ffee",
    async *entries() {
      for (const [path, text] of Object.entries(files)) {
        yield { path, blobSha: text, sizeBytes: text.length };
      }
    },
    async *readBlobs(blobShas) {
      for (const blobSha of blobShas) yield { blobSha, content: Buffer.from(blobSha) };
    },
  };
}

const committedAt = new Date("2026-01-02T00:00:00Z");

test("gives the wanted files, also those of one content, with their last change where it is known", async () => {
  const tree = treeOf({ "a.py": "same", "b.py": "same", "c.py": "other", "d.py": "unwanted" });
  const at = new Date("2025-01-01T00:00:00Z");
  const changes = new Map([["b.py", { at, author: "ada" }]]);
  const source = codeOfCommit({ repository: "r", tree, ignorePaths: [], committedAt, changes });
  const files = await Array.fromAsync(source.files(new Set(["a.py", "b.py", "c.py"])));
  expect(files).toEqual([
    { path: "a.py", text: "same", commitSha: "c0ffee", at: committedAt, author: null },
    { path: "b.py", text: "same", commitSha: "c0ffee", at, author: "ada" },
    { path: "c.py", text: "other", commitSha: "c0ffee", at: committedAt, author: null },
  ]);
});

test("reads more files than one batch holds, each once", async () => {
  const paths = Array.from({ length: 123 }, (_, at) => `f${at}.py`);
  const tree = treeOf(Object.fromEntries(paths.map((path) => [path, path])));
  const source = codeOfCommit({ repository: "r", tree, ignorePaths: [], committedAt });
  const files = await Array.fromAsync(source.files(new Set(paths)));
  expect(files.map(({ path }) => path)).toEqual(paths);
});

test("no example comes of paths that .devflow.yml keeps out of the index", async () => {
  const code = (name: string) =>
    `def ${name}(rows):\n    """Adds up the weights of all open ${name}, newest first."""\n    total = 0\n    for ${name}_row in rows:\n        if ${name}_row.is_open:\n            total += ${name}_row.weight\n    return total\n`;
  const tree = treeOf({
    ".devflow.yml": "index:\n  ignore_paths:\n    - legacy/**\n",
    "legacy/parcels.py": code("parcels"),
    "src/orders.py": code("orders"),
  });
  const ignorePaths = await readIgnorePaths(tree);
  const source = codeOfCommit({ repository: "r", tree, ignorePaths, committedAt });
  const options = { fimFamily: "qwen-coder", allowedLicences: permissiveLicences } as const;
  const found = await Array.fromAsync(extractCode([source], options));
  const paths = found.flatMap((each) => ("reason" in each ? [] : [each.provenance.path]));
  expect(new Set(paths)).toEqual(new Set(["src/orders.py"]));
  expect(found).toContainEqual({ filter: "code path", reason: "ignored by settings" });
});
