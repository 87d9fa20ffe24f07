import { decodeUtf8 } from "@devflow/diff";
import type { SourceTree, TreeEntry } from "./model.ts";
import type { ObjectReader } from "./object-reader.ts";
import { blobReader, readBlobs } from "./read-blobs.ts";
import { readHistory } from "./read-history.ts";
import { type GitOptions, streamGit } from "./run-git.ts";
import { treeChanges } from "./tree-changes.ts";

/** The files of a commit. */
export function commitTree(
  commitSha: string,
  reader: ObjectReader,
  options: GitOptions,
): SourceTree {
  return {
    commitSha,
    entries: () => listTree(commitSha, options),
    readBlobs: (blobShas) => readBlobs(blobShas, blobReader(reader)),
    history: (since) => readHistory(commitSha, since, options),
    changesSince: (formerSha) => treeChanges(formerSha, commitSha, options),
  };
}

async function* listTree(commitSha: string, options: GitOptions): AsyncGenerator<TreeEntry> {
  const args = ["ls-tree", "-r", "-z", "--long", "--full-tree", commitSha];
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of streamGit(args, options)) {
    const data = Buffer.concat([pending, chunk]);
    let start = 0;
    for (let end = data.indexOf(0); end !== -1; end = data.indexOf(0, start)) {
      const entry = parseEntry(data.subarray(start, end));
      if (entry) yield entry;
      start = end + 1;
    }
    pending = data.subarray(start);
  }
}

/** `MODE TYPE ID SIZE\tPATH`; null for symlinks, submodules and names that are not UTF-8. */
function parseEntry(record: Buffer): TreeEntry | null {
  const text = decodeUtf8(record);
  const match = text === null ? null : /^100\d{3} blob ([0-9a-f]+) +(\d+)\t(.*)$/s.exec(text);
  if (!match?.[1] || !match[3]) return null;
  return { path: match[3], blobSha: match[1], sizeBytes: Number(match[2]) };
}
