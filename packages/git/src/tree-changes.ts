import { decodeUtf8 } from "@devflow/diff";
import type { TreeChanges } from "./model.ts";
import { readSizes } from "./read-sizes.ts";
import { tryResolve } from "./revisions.ts";
import { type GitOptions, runGitOk } from "./run-git.ts";
import { entriesOf } from "./split-nul.ts";

/**
 * What differs between the trees of two commits: git skips equal folders, so it takes 5 ms where
 * listing 10,000 files takes 40. Null when the former commit is not here (any more).
 */
export async function treeChanges(
  formerSha: string,
  commitSha: string,
  options: GitOptions,
): Promise<TreeChanges | null> {
  if ((await tryResolve(`${formerSha}^{tree}`, options)) === null) return null;
  const output = await runGitOk(
    ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", formerSha, commitSha],
    options,
  );
  const changed: { path: string; blobSha: string }[] = [];
  const removed: string[] = [];
  const entries = [...entriesOf(output)];
  for (let at = 0; at + 1 < entries.length; at += 2) {
    const path = decodeUtf8(entries[at + 1] ?? Buffer.alloc(0));
    if (path === null) continue;
    // `:OLDMODE NEWMODE OLDID NEWID STATUS`; a link or submodule in a file's place removes the file.
    const [, newMode = "", , blobSha = ""] = (entries[at] ?? "").toString().split(" ");
    if (newMode.startsWith("100")) changed.push({ path, blobSha });
    else removed.push(path);
  }
  const sizes = await readSizes(
    changed.map(({ blobSha }) => blobSha),
    options,
  );
  // A blob that is not here is left for the reader to find out.
  return {
    changed: changed.map((file, index) => ({ ...file, sizeBytes: sizes[index] || 0 })),
    removed,
  };
}
