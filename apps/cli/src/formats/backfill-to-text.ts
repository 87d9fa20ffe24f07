import type {
  BackfillOutcome,
  BackfillProgress,
  BackfillStatus,
  Wait,
} from "@devflow/indexer/backfill";

/** What a run read of one history. */
export interface BackfillRun extends BackfillOutcome {
  /** The history had been read to its end before, and nothing has come to it since. */
  isNothingNew: boolean;
}

/** How far a run is, in one line. */
export function backfillProgressText(name: string, progress: BackfillProgress): string {
  const { pullsRead, comments, pulls, ms } = progress;
  const left = ms === null ? "" : `, about ${durationText(ms)}`;
  return `${name}: ${count(pullsRead, "pull request")} read, ${count(comments, "comment")}; ${pulls} left${left}`;
}

export function waitText({ reason, until }: Wait): string {
  const at = `${until.toISOString().slice(11, 19)} UTC`;
  return reason === "budget"
    ? `This hour's budget at GitHub is used up but for what reviews keep; going on at ${at}.`
    : `GitHub asks for a pause; going on at ${at}.`;
}

const ENDS: Readonly<Record<BackfillOutcome["end"], string>> = {
  done: "to the end",
  limit: "as many as asked for; run it again to go on",
  slice: "for a while; run it again to go on",
  waiting: "until GitHub's limit; run it again to go on",
  overtaken: "until another process was found reading the same history",
};

/** A paragraph a repository: what this run read, and what is stored in all. */
export function backfillsToText(
  statuses: readonly BackfillStatus[],
  outcomes: ReadonlyMap<number, BackfillRun>,
  now: Date,
): string {
  if (statuses.length === 0) return "No repository on GitHub is known here.\n";
  const paragraphs = statuses.map((status) => {
    const outcome = outcomes.get(status.repositoryId);
    return [
      `${status.name}: ${stateText(status, now)}`,
      ...runLines(outcome),
      ...storedLines(status),
    ].join("\n  ");
  });
  return `${paragraphs.join("\n\n")}\n`;
}

function stateText(
  { state, pullsDone, pullsTotal, lastError, coveredTo }: BackfillStatus,
  now: Date,
) {
  const part = pullsTotal === null ? "" : `, ${pullsDone} of ${pullsTotal} pull requests`;
  if (state === "never") return "never read";
  if (state === "failed") return `failed${part}: ${lastError ?? "no reason is known"}`;
  if (state !== "done") return `${state}${part}`;
  const age = coveredTo === null ? 0 : now.getTime() - coveredTo.getTime();
  return `read to the end${age < 60_000 ? "" : `, ${durationText(age)} ago`}`;
}

function runLines(outcome: BackfillRun | undefined): string[] {
  if (outcome === undefined) return [];
  const { pulls, comments, requests, points, end, isNothingNew } = outcome;
  return [
    isNothingNew
      ? "there is nothing new since the last run"
      : `read ${count(pulls, "pull request")} with ${count(comments, "comment")} ${ENDS[end]}`,
    `asked GitHub ${count(requests, "time")} for ${count(points, "point")} of its budget`,
  ];
}

function storedLines(status: BackfillStatus): string[] {
  const { state, pulls, comments, commentsOfPeople, ledToChange, remembered, since } = status;
  if (state === "never") return [];
  const from = since === null ? "" : ` since ${since.toISOString().slice(0, 10)}`;
  return [
    `stored: ${count(pulls, "pull request")}${from}, ${count(comments, "comment")}`,
    `remarks of reviewers: ${commentsOfPeople}, of which ${ledToChange} led to a change of their lines`,
    `shown on similar code: ${remembered}`,
  ];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function durationText(ms: number): string {
  if (ms < 90_000) return `${Math.max(1, Math.round(ms / 1_000))} s`;
  if (ms < 90 * 60_000) return `${Math.round(ms / 60_000)} min`;
  const hours = ms / 3_600_000;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} days`;
}
