import { UsageError } from "@devflow/errors";
import { describeCommits } from "./commit-message.ts";
import { type DiffFiles, readDiff } from "./diff-stream.ts";
import { type LocalChange, WORKTREE } from "./model.ts";
import { emptyTree, isShallow, mergeBase, resolveCommit } from "./revisions.ts";
import { type GitOptions, runGitOk } from "./run-git.ts";
import { splitNul } from "./split-nul.ts";
import { readUntracked } from "./untracked-files.ts";

/** See LocalRepository.readChange. */
export async function readLocalChange(
  root: string,
  base: string,
  head: string,
  options: GitOptions,
): Promise<LocalChange> {
  const isWorktree = head === WORKTREE;
  const headCommit = await resolveCommit(isWorktree ? "HEAD" : head, options);
  const isFromNothing = base === emptyTree(headCommit);
  const baseSha = isFromNothing ? base : await commonBase(base, headCommit, options);
  const { files, unreadable } = isWorktree
    ? await readWorktreeDiff(root, baseSha, options)
    : await readDiff([baseSha, headCommit], options);
  const text = await describeCommits(isFromNothing ? null : baseSha, headCommit, options);
  return {
    baseSha,
    headSha: isWorktree ? WORKTREE : headCommit,
    files,
    unreadable,
    title: text.title || "Uncommitted changes",
    description: text.description,
  };
}

/** Histories without a common commit are compared as they are, unless it is merely not here. */
async function commonBase(base: string, head: string, options: GitOptions): Promise<string> {
  const baseCommit = await resolveCommit(base, options);
  const common = await mergeBase(baseCommit, head, options);
  if (common) return common;
  if (await isShallow(options)) {
    throw new UsageError(
      `the common history of ${base} and ${head.slice(0, 12)} is not in this shallow clone`,
      "Fetch the rest of the history: git fetch --unshallow",
    );
  }
  return baseCommit;
}

async function readWorktreeDiff(
  root: string,
  base: string,
  options: GitOptions,
): Promise<DiffFiles> {
  const tracked = await readDiff([base], options);
  const untracked = await readUntracked(root, options);
  const unmerged = await listUnmerged(options);
  return {
    files: [...tracked.files.filter((file) => !unmerged.has(file.path)), ...untracked.files],
    unreadable: [
      ...tracked.unreadable,
      ...untracked.unreadable,
      ...[...unmerged].map((path) => ({ path, reason: "has unresolved merge conflicts" })),
    ],
  };
}

async function listUnmerged(options: GitOptions): Promise<Set<string>> {
  const entries = splitNul(await runGitOk(["ls-files", "--unmerged", "-z"], options));
  return new Set(entries.map((entry) => entry.slice(entry.indexOf("\t") + 1)));
}
