import { createHash } from "node:crypto";
import { join } from "node:path";
import type { BacktestRun } from "@devflow/backtest";
import { UsageError } from "@devflow/errors";
import { type LocalRepository, openRepository } from "@devflow/git";
import { type Choice, drawChanges, pullsOfHistory } from "../backtest/choose-changes.ts";
import { findFixes } from "../backtest/find-fixes.ts";
import { openHistoryIndex } from "../backtest/history-index.ts";
import { type Journal, openJournal } from "../backtest/journal.ts";
import { type PastPull, placeRemarks, readPulls } from "../backtest/past-pulls.ts";
import type { ReplayHistory } from "../backtest/replay-change.ts";
import { chooseReviewers, type Reviewer } from "../backtest/reviewer.ts";
import { runReplays } from "../backtest/run-replays.ts";
import { writeReport } from "../backtest/write-report.ts";
import { exitCodes } from "../exit-codes.ts";
import { isInterrupted, withInterrupt } from "../interrupt.ts";
import { withLocalDatabase } from "../local/with-local-index.ts";
import { type Progress, startProgress } from "../progress.ts";
import { version } from "../version.ts";
import type { BacktestOptions } from "./backtest.ts";

/** `devflow backtest`: the report on standard output, or in a folder; progress on standard error. */
export async function runBacktest(dir: string, options: BacktestOptions): Promise<void> {
  if (options.resume && options.report === undefined) {
    throw new UsageError("--resume needs --report", "Name the folder of the run that is to go on.");
  }
  const progress = startProgress();
  try {
    await withInterrupt((signal) => backtest(dir, options, progress, signal));
  } finally {
    progress.stop();
  }
}

async function backtest(
  dir: string,
  options: BacktestOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  await using repository = await openRepository(dir);
  const reviewers = await chooseReviewers(options, repository.root, progress);
  progress.step("Reading the history");
  const tip = await repository.defaultTip();
  const mainline = await repository.mainline(tip, { signal });
  const known =
    options.repo === undefined ? null : await readPulls(options.repo, options, mainline);
  const pulls = known?.map(({ change }) => change) ?? pullsOfHistory(mainline, options);
  const choice = await drawChanges(repository, pulls, options, progress, signal);
  const journal = await openJournal(
    options.report ?? null,
    digestOf(options, tip, reviewers),
    options.resume ?? false,
  );
  const fixes = await findFixes(
    repository,
    mainline,
    choice.chosen,
    options.days,
    progress,
    signal,
  );
  const byLanding = new Map(known?.map((pull) => [pull.change.landedSha, pull]));
  const replayWith = async (history: ReplayHistory | null) => {
    const hindsightOf = async ({ change }: { change: { landedSha: string } }) => ({
      ...(fixes.get(change.landedSha) ?? { fixes: null, revertedBy: [] }),
      ...(await remarksOn(repository, byLanding.get(change.landedSha))),
    });
    const run = { repository, reviewers, chosen: choice.chosen, hindsightOf, history, journal };
    await runReplays(run, progress, signal);
  };
  const interruption = await untilInterrupted(() =>
    withHistory(repository, reviewers, options, replayWith),
  );
  progress.stop();
  const durationMs = Math.round(performance.now() - startedAt);
  const run = describeRun(repository.name, tip, {
    options,
    reviewers,
    choice,
    journal,
    durationMs,
  });
  await writeReport({ ...run, isStopped: interruption !== null }, options, progress);
  if (interruption !== null) process.exitCode = exitCodes.interrupted;
}

/** Null when the work was done; what was replayed until Ctrl-C is worth a report. */
async function untilInterrupted(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (thrown) {
    if (isInterrupted(thrown)) return thrown;
    throw thrown;
  }
}

/** Only an expert reads the index, and is told of in the audit log. */
async function withHistory(
  repository: LocalRepository,
  reviewers: readonly Reviewer[],
  { data }: BacktestOptions,
  work: (history: ReplayHistory | null) => Promise<void>,
): Promise<void> {
  const expert = reviewers.find((reviewer) => reviewer.expert !== null);
  if (expert === undefined) return work(null);
  const key = createHash("sha256").update(repository.root).digest("hex").slice(0, 16);
  const folder = data === undefined ? null : join(data, "backtest", key);
  await withLocalDatabase(expert.settings, async (database) => {
    await using index = await openHistoryIndex(repository, expert.settings, folder);
    await work({ index, database });
  });
}

async function remarksOn(repository: LocalRepository, pull: PastPull | undefined) {
  if (pull === undefined) return { humans: null, humansOnLaterCode: 0 };
  return await placeRemarks(repository, pull);
}

/** Whatever changes what is replayed, or what a review says. */
function digestOf(options: BacktestOptions, tip: string, reviewers: readonly Reviewer[]): string {
  const { pulls, since, until, commits, days, seed, repo } = options;
  const sides = reviewers.map(({ expert, config }) => [expert?.identity ?? null, config]);
  const all = { version, tip, pulls, since, until, commits, days, seed, repo, sides };
  return createHash("sha256").update(JSON.stringify(all)).digest("hex");
}

interface RunParts {
  options: BacktestOptions;
  reviewers: readonly Reviewer[];
  choice: Choice;
  journal: Journal;
  durationMs: number;
}

function describeRun(
  repository: string,
  tip: string,
  { options, reviewers, choice, journal, durationMs }: RunParts,
): Omit<BacktestRun, "isStopped"> {
  return {
    repository: options.repo ?? repository,
    tip,
    version,
    sides: reviewers.map(({ name }) => name),
    settings: {
      near: options.near,
      days: options.days,
      seed: options.seed,
      since: options.since?.toISOString().slice(0, 10) ?? null,
      until: options.until?.toISOString().slice(0, 10) ?? null,
    },
    knowsPeople: options.repo !== undefined,
    pulls: choice.pulls,
    chosen: choice.chosen.length,
    replays: choice.chosen.flatMap(({ change }) => journal.replays.get(change.landedSha) ?? []),
    notReplayed: [...choice.notReplayed, ...journal.notReplayed],
    durationMs,
  };
}
