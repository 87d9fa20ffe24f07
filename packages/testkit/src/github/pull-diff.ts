import { branchTip, commitsBetween, mergeBase } from "./git/bare-repository.ts";
import { type ChangedFile, readDiff } from "./git/read-diff.ts";
import type { Pull, Repository } from "./model.ts";

/**
 * Diffs by repository folder and pair of commits. Commits never change, so an entry is good for as
 * long as the fake lives; a test makes a handful.
 */
const cache = new WeakMap<Repository, Map<string, Promise<ChangedFile[]>>>();

export function cachedDiff(
  repository: Repository,
  from: string,
  to: string,
): Promise<ChangedFile[]> {
  const known = cache.get(repository) ?? new Map<string, Promise<ChangedFile[]>>();
  cache.set(repository, known);
  const key = `${from} ${to}`;
  const found = known.get(key) ?? readDiff(repository.gitDirectory, from, to);
  known.set(key, found);
  return found;
}

/** Where the pull request left its base branch: GitHub's three-dot diff starts there. */
export async function pullMergeBase(pull: Pull, head = pull.head.sha): Promise<string> {
  const { gitDirectory } = pull.repository;
  const tip = (await branchTip(gitDirectory, pull.base.ref)) ?? pull.base.sha;
  const from = pull.state === "open" ? tip : pull.base.sha;
  return (await mergeBase(gitDirectory, from, head)) ?? from;
}

/** The files of a pull request as of its head, or of one of its commits. */
export async function pullFiles(pull: Pull, head = pull.head.sha): Promise<ChangedFile[]> {
  return cachedDiff(pull.repository, await pullMergeBase(pull, head), head);
}

/** The commits of a pull request, oldest first. */
export async function pullCommits(pull: Pull): Promise<string[]> {
  return commitsBetween(pull.repository.gitDirectory, await pullMergeBase(pull), pull.head.sha);
}
