import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceTree, TreeEntry } from "@devflow/retrieval";

/**
 * The files below `root` of a folder as a tree to index, with paths from the folder and git's own
 * blob ids. Links are left out, as git's trees leave them to the index.
 */
export function folderTree(folder: string, root: string): SourceTree {
  const files = new Map<string, string>();
  const entries = listFiles(folder, root).map((path): TreeEntry => {
    const content = readFileSync(join(folder, path));
    const blobSha = createHash("sha1").update(`blob ${content.length}\0`).update(content);
    const entry = { path, blobSha: blobSha.digest("hex"), sizeBytes: content.length };
    files.set(entry.blobSha, path);
    return entry;
  });
  const digest = createHash("sha1");
  for (const { path, blobSha } of entries) digest.update(`${path}\0${blobSha}\0`);
  return {
    commitSha: digest.digest("hex"),
    async *entries() {
      yield* entries;
    },
    async *readBlobs(blobShas) {
      for (const blobSha of blobShas) {
        const path = files.get(blobSha);
        if (path !== undefined) yield { blobSha, content: readFileSync(join(folder, path)) };
      }
    },
  };
}

function listFiles(folder: string, within: string): string[] {
  return readdirSync(join(folder, within), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = within === "" ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) return entry.name === ".git" ? [] : listFiles(folder, path);
      return entry.isFile() ? [path] : [];
    });
}
