/**
 * Reading a repository's history.
 *
 * Properties wanted: a kill at any moment loses at most the page that was being read and stores
 * nothing twice; reviews always find budget left at GitHub; memory does not grow with the history;
 * a refusal of GitHub's is waited out and said, not an error.
 * Design: pull requests in the order of their creation, newest first, which stays as it is while
 * they are read; new ones come in front and are read by the next pass. A page is stored in one
 * transaction with the cursor behind it, and only when the cursor is still where this run left it.
 * A pass that ended leaves its beginning as `covered_to`: the next one stops there. A page that
 * GitHub cannot give in time is asked for again with half as many pull requests.
 * Accepted: two processes that read one history: the slower one stops. A pull request that was open
 * for longer than 90 days when it was merged after the last pass is not found by the next one, nor
 * is what people write after the end of a pull request that was read; where they were reviewed,
 * `follow-reviewed.ts` finds both.
 */
import type { Database } from "@devflow/database";
import { coerceError, ExternalError } from "@devflow/errors";
import type { ApiBudget, HistoryPage, InstallationClient } from "@devflow/github";
import { secretFilesWith } from "@devflow/syntax";
import { type BackfillRow, leaveBackfill, openBackfill } from "./backfill-row.ts";
import { estimateLeft, type Left } from "./estimate-left.ts";
import { FileReader } from "./file-reader.ts";
import { judgePulls } from "./judge-pulls.ts";
import { storePage } from "./store-page.ts";
import { sleepUntil, type Wait, waitAfter, waitForBudget } from "./wait-for-budget.ts";

/** Pull requests of a page: about 5 points with their threads, and a few seconds of GitHub's. */
const pageSize = 25;

/** Pull requests are listed by creation: those that were open for longer are missed at the end. */
const longestOpenMs = 90 * 24 * 60 * 60 * 1_000;

/** GitHub's clock and the database's differ; what is read twice is stored once. */
const clockSlackMs = 60 * 60 * 1_000;

export interface BackfilledRepository {
  id: number;
  owner: string;
  name: string;
}

export interface BackfillProgress extends Left {
  pullsRead: number;
  comments: number;
  points: number;
  requests: number;
}

export interface BackfillOptions {
  /** Ended before it: not asked for. Null: as before, at first everything. */
  since?: Date | null;
  /** Pull requests of this run at most. */
  limit?: number;
  /** Longest wait for GitHub's limits inside of the run; beyond it the run ends. Default: any. */
  maxWaitMs?: number;
  /** The run ends after the page in which this is over. */
  sliceMs?: number;
  /** Patterns beside the built-in list of files that hold secrets. */
  secretFiles?: readonly string[];
  signal?: AbortSignal;
  onProgress?(progress: BackfillProgress): void;
  onWait?(wait: Wait): void;
}

export interface BackfillOutcome {
  /**
   * `done`: the history was read to its end. `limit`, `slice`: there is more. `waiting`: GitHub's
   * limits; go on at `resumeAt`. `overtaken`: another process reads it.
   */
  end: "done" | "limit" | "slice" | "waiting" | "overtaken";
  resumeAt: Date | null;
  pulls: number;
  comments: number;
  points: number;
  requests: number;
}

interface Run {
  database: Database;
  client: InstallationClient;
  repository: BackfilledRepository;
  options: BackfillOptions;
  row: BackfillRow;
  startedMs: number;
  waitedMs: number;
  pageSize: number;
  budget: ApiBudget | null;
  read: { pulls: number; comments: number; points: number; requests: number };
}

/**
 * Reads on from where the last run stopped, until the end, a limit or the signal. Raises the
 * signal's reason, and ExternalError when GitHub fails; what was stored stays.
 */
export async function runBackfill(
  database: Database,
  client: InstallationClient,
  repository: BackfilledRepository,
  options: BackfillOptions = {},
): Promise<BackfillOutcome> {
  const row = await openBackfill(database, repository.id, options.since ?? null);
  const read = { pulls: 0, comments: 0, points: 0, requests: 0 };
  const run: Run = {
    database,
    client,
    repository,
    options,
    row,
    pageSize,
    read,
    startedMs: performance.now(),
    waitedMs: 0,
    budget: null,
  };
  try {
    const { end, resumeAt } = await readPages(run);
    if (end === "limit") await leaveBackfill(database, repository.id, "paused", null);
    return { end, resumeAt, ...run.read };
  } catch (thrown) {
    const isStopped = options.signal?.aborted === true;
    const error = isStopped ? null : coerceError(thrown).message;
    await leaveBackfill(database, repository.id, isStopped ? "paused" : "failed", error);
    throw thrown;
  }
}

type End = Pick<BackfillOutcome, "end" | "resumeAt">;

async function readPages(run: Run): Promise<End> {
  const { limit = Number.POSITIVE_INFINITY, sliceMs = Number.POSITIVE_INFINITY } = run.options;
  for (;;) {
    run.options.signal?.throwIfAborted();
    if (run.read.pulls >= limit) return { end: "limit", resumeAt: null };
    if (performance.now() - run.startedMs >= sliceMs) return { end: "slice", resumeAt: null };
    try {
      const wait = waitForBudget(run.budget);
      if (wait !== null && !(await sat(run, wait))) return { end: "waiting", resumeAt: wait.until };
      const end = await readPage(run, Math.min(run.pageSize, limit - run.read.pulls));
      if (end !== null) return { end, resumeAt: null };
    } catch (thrown) {
      const wait = waitAfter(thrown);
      if (wait === null) askForLess(run, thrown);
      else if (!(await sat(run, wait))) return { end: "waiting", resumeAt: wait.until };
    }
  }
}

/** Waits, or says that this is longer than the run may. */
async function sat(run: Run, wait: Wait): Promise<boolean> {
  const { maxWaitMs = Number.POSITIVE_INFINITY, onWait, signal } = run.options;
  const waitMs = wait.until.getTime() - Date.now();
  if (waitMs > maxWaitMs) return false;
  onWait?.(wait);
  await sleepUntil(wait.until, signal);
  run.waitedMs += Math.max(0, waitMs);
  run.budget = null;
  return true;
}

/** GitHub gives up after 10 s, and busy repositories need longer for a full page. */
function askForLess(run: Run, thrown: unknown): void {
  const isTooSlow = thrown instanceof ExternalError && thrown.code === "unavailable";
  if (!isTooSlow || run.pageSize === 1) throw thrown;
  run.pageSize = Math.floor(run.pageSize / 2);
}

/** Null: there is more to read. */
async function readPage(run: Run, size: number): Promise<"done" | "overtaken" | null> {
  const { database, client, repository, row } = run;
  const page = await client.readHistory(repository, { cursor: row.cursor, pageSize: size });
  const bounds = boundsOf(row);
  const pulls = page.pulls.filter(({ closedAt, createdAt }) => {
    const endedAt = (closedAt ?? createdAt).getTime();
    return bounds.endedBefore === null || endedAt >= bounds.endedBefore.getTime();
  });
  const files = new FileReader(client, repository);
  const judged = await judgePulls(pulls, files, secretFilesWith(run.options.secretFiles ?? []));
  const points = page.points + files.points;
  const reached = page.pulls.at(-1)?.createdAt ?? null;
  const isPast = bounds.stopBefore !== null && reached !== null && reached < bounds.stopBefore;
  const cursor = isPast ? null : page.nextCursor;
  const comments = pulls.reduce((sum, pull) => sum + pull.comments.length, 0);
  const advance = {
    comments,
    points,
    reached,
    cursor,
    pulls: page.pulls.length,
    total: page.total,
  };
  if (!(await storePage(database, row, judged, advance))) return "overtaken";
  count(run, page, { comments, points, requests: page.requests + files.requests });
  run.budget = files.budget ?? page.budget;
  run.row = { ...row, cursor, reached: reached ?? row.reached, pullsTotal: page.total };
  run.row.pullsDone = row.pullsDone + page.pulls.length;
  report(run, bounds.stopBefore);
  return cursor === null ? "done" : null;
}

function count(
  { read }: Run,
  page: HistoryPage,
  by: { comments: number; points: number; requests: number },
): void {
  read.pulls += page.pulls.length;
  read.comments += by.comments;
  read.points += by.points;
  read.requests += by.requests;
}

/** What ended before is here or not wanted; what was created before cannot have ended after it. */
function boundsOf({ since, coveredTo }: BackfillRow) {
  const covered = coveredTo === null ? null : new Date(coveredTo.getTime() - clockSlackMs);
  const times = [since, covered].flatMap((time) => (time === null ? [] : [time.getTime()]));
  if (times.length === 0) return { endedBefore: null, stopBefore: null };
  const bound = Math.max(...times);
  return { endedBefore: new Date(bound), stopBefore: new Date(bound - longestOpenMs) };
}

function report({ options, row, read, budget, startedMs, waitedMs }: Run, stopBefore: Date | null) {
  const left = estimateLeft({
    pullsDone: row.pullsDone,
    pullsTotal: row.pullsTotal ?? 0,
    reached: row.reached,
    stopBefore,
    budget,
    now: new Date(),
    pullsRead: read.pulls,
    pullsWanted: options.limit ?? Number.POSITIVE_INFINITY,
    pointsSpent: read.points,
    workedMs: performance.now() - startedMs - waitedMs,
  });
  const { pulls: pullsRead, comments, points, requests } = read;
  options.onProgress?.({ ...left, pullsRead, comments, points, requests });
}
