import { WORKTREE } from "./model.ts";
import { mergeBase, parentOf, resolveCommit, tryResolve } from "./revisions.ts";
import type { GitOptions } from "./run-git.ts";

/** Where the default branch is looked for, in this order. */
const DEFAULT_BRANCHES = [
  "refs/remotes/origin/HEAD",
  "refs/remotes/origin/main",
  "refs/remotes/origin/master",
  "refs/heads/main",
  "refs/heads/master",
];

/** See LocalRepository.defaultTip. */
export async function findDefaultTip(options: GitOptions): Promise<string> {
  for (const branch of DEFAULT_BRANCHES) {
    const tip = await tryResolve(`${branch}^{commit}`, options);
    if (tip !== null) return tip;
  }
  return await resolveCommit("HEAD", options);
}

/** See LocalRepository.defaultBase. */
export async function findDefaultBase(head: string, options: GitOptions): Promise<string> {
  const isWorktree = head === WORKTREE;
  const headSha = await resolveCommit(isWorktree ? "HEAD" : head, options);
  for (const branch of DEFAULT_BRANCHES) {
    const tip = await tryResolve(`${branch}^{commit}`, options);
    if (!tip) continue;
    const base = await mergeBase(tip, headSha, options);
    if (base !== null && base !== headSha) return base;
    break;
  }
  return isWorktree ? headSha : await parentOf(headSha, options);
}
