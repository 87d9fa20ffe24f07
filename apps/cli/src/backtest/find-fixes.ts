import { FixSearch, type Hindsight } from "@devflow/backtest";
import type { LocalRepository, MainlineCommit } from "@devflow/git";
import type { Progress } from "../progress.ts";
import type { ChosenChange } from "./choose-changes.ts";
import { whyUnreadable } from "./why-unreadable.ts";

export type FixHindsight = Pick<Hindsight, "fixes" | "revertedBy">;

/**
 * What later commits fixed of each change, by the commit with which it landed. One walk along the
 * branch, oldest first, for all changes at once: only the changes whose days are not over are kept
 * in memory, and only commits that touch one of their files are read.
 */
export async function findFixes(
  repository: LocalRepository,
  mainline: readonly MainlineCommit[],
  chosen: readonly ChosenChange[],
  days: number,
  progress: Progress,
  signal: AbortSignal,
): Promise<Map<string, FixHindsight>> {
  const byLanding = new Map(chosen.map((each) => [each.change.landedSha, each]));
  const found = new Map<string, FixHindsight>();
  let open: { landedSha: string; search: FixSearch }[] = [];
  const oldest = mainline.findLastIndex(({ sha }) => byLanding.has(sha));
  for (let index = oldest; index >= 0; index--) {
    signal.throwIfAborted();
    const commit = mainline[index];
    if (commit === undefined) break;
    progress.step("Looking for later fixes", oldest - index, oldest);
    for (const { landedSha, search } of open.filter(({ search }) =>
      search.isOver(commit.landedAt),
    )) {
      found.set(landedSha, search.found);
    }
    open = open.filter(({ search }) => !search.isOver(commit.landedAt));
    const lost = await see(repository, commit, open);
    for (const { landedSha } of lost) found.set(landedSha, { fixes: null, revertedBy: [] });
    open = open.filter((each) => !lost.includes(each));
    const landed = byLanding.get(commit.sha);
    if (landed === undefined) continue;
    const search = await begin(repository, landed, days);
    if (search === null) found.set(commit.sha, { fixes: null, revertedBy: [] });
    else open.push({ landedSha: commit.sha, search });
  }
  // Their days are not over: what was fixed so far is no answer.
  for (const { landedSha, search } of open) {
    found.set(landedSha, { fixes: null, revertedBy: search.found.revertedBy });
  }
  return found;
}

/** Shows a commit to the searches that it concerns; gives those that cannot go on. */
async function see<T extends { search: FixSearch }>(
  repository: LocalRepository,
  commit: MainlineCommit,
  open: readonly T[],
): Promise<T[]> {
  const concerned = open.filter(({ search }) => search.touches(commit.paths));
  const [parent] = commit.parents;
  if (concerned.length === 0 || parent === undefined) return [];
  try {
    const { files } = await repository.diff(parent, commit.sha);
    for (const { search } of concerned) search.see(commit, files);
    return [];
  } catch (thrown) {
    whyUnreadable(thrown);
    return concerned;
  }
}

/** Null when what the branch made of the change cannot be read. */
async function begin(
  repository: LocalRepository,
  { change, added }: ChosenChange,
  days: number,
): Promise<FixSearch | null> {
  const search = new FixSearch(new Date(change.landedAt), added, days);
  if (change.headSha === change.landedSha) return search;
  try {
    search.land((await repository.diff(change.headSha, change.landedSha)).files);
    return search;
  } catch (thrown) {
    whyUnreadable(thrown);
    return null;
  }
}
