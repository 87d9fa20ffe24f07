import type { FileDiff } from "@devflow/diff";
import { readDiffSection } from "./read-diff-section.ts";
import { type GitOptions, streamGit } from "./run-git.ts";
import { splitDiff } from "./split-diff.ts";

/** Nobody reviews a larger diff of one file; it is data. */
const MAX_FILE_BYTES = 5_000_000;
/** What is beyond is named, not kept: parsed, 100 MB of diff take about 1 GB. */
const MAX_TOTAL_BYTES = 100_000_000;
const TIMEOUT_MS = 300_000;

export interface DiffFiles {
  files: FileDiff[];
  unreadable: { path: string; reason: string }[];
}

/**
 * Every option that a person's or a repository's configuration could change is spelled out, so
 * that the same two versions give the same diff everywhere, and no program but git runs.
 */
const DIFF_OPTIONS = [
  "--patch",
  "--no-color",
  "--no-ext-diff",
  "--no-textconv",
  "--full-index",
  "--find-renames",
  "-l1000",
  "--unified=3",
  "--inter-hunk-context=0",
  "--diff-algorithm=default",
  "--indent-heuristic",
  "--no-relative",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--submodule=short",
  // Not `none`: looking for changes inside a submodule runs git there, with its configuration.
  "--ignore-submodules=dirty",
  // Unmerged files are read and named by the caller.
  "--diff-filter=u",
];

/** The diff of `revisions` (one: against the worktree; two: between them), file by file. */
export async function readDiff(
  revisions: readonly string[],
  options: GitOptions,
  limits: { maxFileBytes?: number; maxTotalBytes?: number } = {},
): Promise<DiffFiles> {
  const { maxFileBytes = MAX_FILE_BYTES, maxTotalBytes = MAX_TOTAL_BYTES } = limits;
  const result: DiffFiles = { files: [], unreadable: [] };
  const output = streamGit(["diff", ...DIFF_OPTIONS, ...revisions, "--"], {
    timeoutMs: TIMEOUT_MS,
    ...options,
  });
  let keptBytes = 0;
  for await (const section of splitDiff(output, maxFileBytes)) {
    const isKept = section.bytes !== null && keptBytes + section.sizeBytes <= maxTotalBytes;
    if (isKept) keptBytes += section.sizeBytes;
    const outcome = readDiffSection(isKept ? section : { ...section, bytes: null });
    if (outcome.ok) result.files.push(...outcome.files);
    else result.unreadable.push({ path: outcome.path, reason: outcome.reason });
  }
  return result;
}
