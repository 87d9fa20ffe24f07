import { addedLines, type NotReplayed, type PastChange, pullOfCommit } from "@devflow/backtest";
import { UsageError } from "@devflow/errors";
import type { LocalRepository, MainlineCommit } from "@devflow/git";
import { isTestPath } from "@devflow/retrieval";
import { SeededRandom } from "@devflow/statistics";
import { languageOf } from "@devflow/syntax";
import type { BacktestOptions } from "../commands/backtest.ts";
import type { Progress } from "../progress.ts";
import { whyUnreadable } from "./why-unreadable.ts";

/** A larger change is a sweep that nobody reads line by line; it would also cost an expert hours. */
const bounds = { mostLines: 1_500, mostFiles: 60 };
/** The sample is drawn from the newest so many times as many as are wanted. */
const poolFactor = 4;

export interface ChosenChange {
  change: PastChange;
  added: Record<string, [number, number][]>;
}

export interface Choice {
  /** Newest first. */
  chosen: ChosenChange[];
  notReplayed: NotReplayed[];
  /** Of the history in the range. */
  pulls: number;
}

export type ChoiceOptions = Pick<BacktestOptions, "pulls" | "since" | "until" | "commits" | "seed">;

/** The pull requests of a history in the wanted time, newest first. Raises UsageError when there is none. */
export function pullsOfHistory(
  mainline: readonly MainlineCommit[],
  options: ChoiceOptions,
): PastChange[] {
  const { since, until, commits = false } = options;
  const pulls = mainline
    .filter(({ landedAt }) => isInRange(landedAt, options))
    .flatMap((commit) => pullOfCommit(commit, commits) ?? []);
  if (pulls.length > 0) return pulls;
  const isBounded = since !== undefined || until !== undefined;
  throw new UsageError(
    `none of ${mainline.length} commits of the default branch is a pull request${isBounded ? " in this time" : ""}`,
    nextStep(mainline, isBounded, commits),
  );
}

function nextStep(mainline: readonly MainlineCommit[], isBounded: boolean, commits: boolean) {
  // The first commit has nothing to be compared with; a shallow clone's last one seems to be such.
  if (mainline.every(({ parents }) => parents.length === 0)) {
    return "Only its first commit is here. `git fetch --unshallow` gets the rest of a shallow clone.";
  }
  if (isBounded) return "Widen --since and --until.";
  return commits
    ? "Merges of more than two branches are no single change: name a checkout with other commits."
    : "With --commits, every commit of the default branch counts as one.";
}

export function isInRange(
  at: Date,
  { since, until }: Pick<ChoiceOptions, "since" | "until">,
): boolean {
  return (since === undefined || at >= since) && (until === undefined || at < until);
}

/** Draws changes from the newest of those that there are, and reads how large each is. */
export async function drawChanges(
  repository: LocalRepository,
  pulls: readonly PastChange[],
  options: ChoiceOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Choice> {
  const pool = pulls.slice(0, poolSize(options));
  const chosen: ChosenChange[] = [];
  const notReplayed: NotReplayed[] = [];
  for (const change of new SeededRandom(options.seed).sample(pool, pool.length)) {
    if (chosen.length === options.pulls) break;
    signal.throwIfAborted();
    const outcome = await measureChange(repository, change);
    if ("reason" in outcome) notReplayed.push(outcome);
    else chosen.push(outcome);
    progress.step("Choosing pull requests", chosen.length, options.pulls);
  }
  const place = new Map(pool.map(({ landedSha }, index) => [landedSha, index]));
  const placeOf = ({ change }: ChosenChange) => place.get(change.landedSha) ?? 0;
  chosen.sort((one, other) => placeOf(one) - placeOf(other));
  return { chosen, notReplayed, pulls: pulls.length };
}

/** From how many of the newest is drawn. */
export function poolSize({ pulls }: Pick<ChoiceOptions, "pulls">): number {
  return pulls * poolFactor;
}

/** Its added lines, or why it is not replayed. */
async function measureChange(
  repository: LocalRepository,
  change: PastChange,
): Promise<ChosenChange | NotReplayed> {
  const not = (reason: string, detail: string | null = null): NotReplayed => ({
    name: change.name,
    title: change.title,
    reason,
    detail,
  });
  try {
    const { files } = await repository.readChange(change.baseSha, change.headSha);
    const lines = files.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines));
    const changed = lines.filter(({ kind }) => kind !== "context").length;
    if (files.length > bounds.mostFiles)
      return not("more files than are replayed", `${files.length}`);
    if (changed > bounds.mostLines) return not("more lines than are replayed", `${changed}`);
    const added = Object.entries(addedLines(files)).filter(([path]) => isCode(path));
    if (added.length === 0) return not("adds no line of code");
    return { change, added: Object.fromEntries(added) };
  } catch (thrown) {
    return not("cannot be read", whyUnreadable(thrown));
  }
}

/** Tests are code, too, but what a fix changes in them was no mistake that a user met. */
function isCode(path: string): boolean {
  return languageOf(path) !== null && !isTestPath(path);
}
