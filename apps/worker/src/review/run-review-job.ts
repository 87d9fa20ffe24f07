import { coerceError, ExternalError } from "@devflow/errors";
import type { InstallationClient } from "@devflow/github";
import type { Job } from "@devflow/queue";
import { readTeamSettings } from "@devflow/review";
import type { WorkerContext } from "../context.ts";
import type { ShadowTask } from "../experts/shadow-drafts.ts";
import { type ClaimedReview, claimReview } from "../store/claim-review.ts";
import { findShownReview } from "../store/find-shown-review.ts";
import {
  findOpenCheckRuns,
  markCheckRunEnded,
  markCheckRunOpen,
} from "../store/open-check-runs.ts";
import { pausedReason } from "../store/paused-by.ts";
import { isExpertsTurn, type ReviewRow } from "../store/review-row.ts";
import { storeSettledReview } from "../store/store-settled-review.ts";
import { applyThreadStates } from "./apply-thread-states.ts";
import { baseFilesOf } from "./base-files.ts";
import { showFailed, showNotReviewed, showRunning, showSuperseded } from "./check-run.ts";
import { concludeReview } from "./conclude-review.ts";
import { failureWords } from "./failure-words.ts";
import { finishReview } from "./finish-review.ts";
import { holdReview } from "./held/hold-review.ts";
import { readConfiguration } from "./read-configuration.ts";
import { refreshShown } from "./refresh-shown.ts";
import { reportConfiguration } from "./report-configuration.ts";
import { reviewPullRequest } from "./review-pull-request.ts";
import { skipReason } from "./skip-reason.ts";
import { isSuperseded, Superseded, type SupersedeWatch } from "./supersede-watch.ts";

/**
 * Properties wanted: one review per (repository, pull request, head sha), whatever is delivered
 * twice, killed or retried; never a review of a head that is not the newest; no claim to have
 * reviewed what was not.
 * Design: the row in `reviews` is the state. Steps, in this order: claim; read the pull request
 * again and stop if it moved on; draft; store what to post (settled); post by marker; store what
 * was posted. A run that dies is run again by the queue and starts from the row: before `settled`
 * it drafts anew, after it posts what was stored. A review that ended without its expert, also one that
 * waits for a maintainer, is taken up again when the queue retries: only what is new is then added.
 * Races accepted: a push between the last look at the head and the posting: the review then stands
 * on a commit that was the newest a moment ago, GitHub shows it as outdated, and the newer head
 * gets its own. Two runs of one job (a stall that was none): both post by the same marker; GitHub
 * has no compare-and-set, so the window is between the look-up and the create, under a second.
 */
export async function runReviewJob(
  context: WorkerContext,
  watch: SupersedeWatch,
  job: Job<"review">,
): Promise<void> {
  const row = await claimReview(context.database, job.data.reviewId);
  await endAbandonedCheckRuns(context, job.data.reviewId);
  if (row === null) return await showAgain(context, job.data.reviewId);
  await context.onStep?.("claimed");
  const github = context.app.forInstallation(row.installationId);
  using following = watch.follow(row.id);
  const signal = AbortSignal.any([job.signal, following.signal]);
  try {
    await reviewOnce(context, github, row, signal, job.isLastAttempt);
  } catch (thrown) {
    if (job.signal.aborted) throw thrown;
    if (isSuperseded(thrown)) return await giveWay(context, github, row);
    await failWhenFinal(context, github, row, coerceError(thrown), job.isLastAttempt);
    throw thrown;
  }
}

/** A job for a review that has ended: somebody decided about a remark on GitHub meanwhile. */
async function showAgain(context: WorkerContext, reviewId: string): Promise<void> {
  const shown = await findShownReview(context.database, reviewId);
  if (shown === null) return;
  const github = context.app.forInstallation(shown.installationId);
  await applyThreadStates(context, github, shown);
  await refreshShown(context, github, reviewId);
}

async function reviewOnce(
  context: WorkerContext,
  github: InstallationClient,
  row: ClaimedReview,
  signal: AbortSignal,
  isLastAttempt: boolean,
): Promise<void> {
  const startedAt = performance.now();
  const pull = await github.readPullRequest(row.repository, row.pullNumber);
  if (pull.headSha !== row.headSha) throw new Superseded();
  const configuration = await readConfiguration(github, row.repository, pull);
  const reason =
    skipReason(pull, configuration.config, row.trigger) ?? (await pausedFor(context, row));
  if (reason !== null) {
    if (row.hasEnded) return;
    await showNotReviewed(github, row, reason);
    return await concludeReview(context, row, "skipped", reason);
  }
  const base = baseFilesOf(github, row.repository, pull.baseSha);
  const settings = await readTeamSettings(configuration, context.rules, base);
  let shadow: ShadowTask | null = null;
  let { expertState } = row;
  if (!row.isSettled || isExpertsTurn(row)) {
    if (!row.isSettled) {
      await markCheckRunOpen(context.database, row.id);
      await showRunning(github, row);
    }
    const made = await reviewPullRequest({ context, github, row, pull, settings, signal });
    shadow = made.shadow;
    expertState = made.result.expert.state;
    await context.onStep?.("drafted");
    await stopIfSuperseded(github, row, signal);
    const settlement = await storeSettledReview(context.database, row, made.result, context);
    if (settlement === "superseded") throw new Superseded();
    // Whoever has it now brings it to its end.
    if (settlement === "given_way") return;
    await context.onStep?.("settled");
  }
  await reportConfiguration(github, row, settings.configuration);
  const { config } = configuration;
  const isToWait = config.review.hold || row.isHeld;
  if (isToWait && (await holdReview(context, github, row, config))) {
    return tryAgainForTheExpert(expertState, isLastAttempt);
  }
  // What was settled and not posted is found and said again by whoever took over.
  if (row.githubReviewId === null) signal.throwIfAborted();
  const settled = await finishReview(context, github, row, config, { signal });
  const durationMs = Math.round(performance.now() - startedAt);
  const { findings, expert } = settled.summary;
  const fields = { findings: findings.length, expert: expert.state, durationMs };
  await concludeReview(context, row, "posted", "reviewed", fields);
  context.metrics.observePosted(settled.summary, durationMs);
  await context.onStep?.("stored");
  if (shadow !== null) context.shadows.add(context, shadow);
  tryAgainForTheExpert(settled.summary.expert.state, isLastAttempt);
}

/** Somebody who asks with a command gets a review of a paused pull request, too. */
async function pausedFor({ database }: WorkerContext, row: ReviewRow): Promise<string | null> {
  return row.trigger === "command" ? null : pausedReason(database, row);
}

/**
 * A worker that died in the middle leaves its check run in progress; when the head moved on
 * meanwhile, nobody else would end it. Looked for with every job of the pull request. One that GitHub
 * does not take any more (after a force-push its commit may be gone) is let go, and none of them
 * keeps a newer head from its review.
 */
async function endAbandonedCheckRuns(context: WorkerContext, reviewId: string): Promise<void> {
  for (const open of await findOpenCheckRuns(context.database, reviewId)) {
    try {
      await showSuperseded(context.app.forInstallation(open.installationId), open);
    } catch (error) {
      if (!(error instanceof ExternalError)) throw error;
      context.logger.warn({ err: error, headSha: open.headSha }, "check run not ended");
      if (error.retryable) continue;
    }
    await markCheckRunEnded(context.database, open.id);
  }
}

/** The last look before anything is written: a newer head has its own review. */
async function stopIfSuperseded(
  github: InstallationClient,
  row: ReviewRow,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const pull = await github.readPullRequest(row.repository, row.pullNumber);
  if (pull.headSha !== row.headSha || pull.state === "closed") throw new Superseded();
}

/** The review stands, from rules; the queue runs the job again, and the expert's part is added. */
function tryAgainForTheExpert(expertState: string | null, isLastAttempt: boolean): void {
  if (expertState !== "unavailable" || isLastAttempt) return;
  throw new ExternalError("the expert was unavailable", {
    service: "expert",
    retryable: true,
    code: "expert_unavailable",
  });
}

async function giveWay(
  context: WorkerContext,
  github: InstallationClient,
  row: ReviewRow,
): Promise<void> {
  if (row.hasEnded) return;
  await concludeReview(context, row, "superseded", "a newer commit or a closed pull request");
  await showSuperseded(github, row);
  await markCheckRunEnded(context.database, row.id);
}

/** What will not be tried again ends with a reason that people can see, if GitHub still lets us. */
async function failWhenFinal(
  context: WorkerContext,
  github: InstallationClient,
  row: ReviewRow,
  error: Error,
  isLastAttempt: boolean,
): Promise<void> {
  const willRetry = error instanceof ExternalError && error.retryable && !isLastAttempt;
  if (willRetry || row.hasEnded) return;
  const code =
    error instanceof ExternalError ? `${error.service} ${error.code ?? "failed"}` : "a bug";
  await concludeReview(context, row, "failed", code);
  await showFailed(github, row, failureWords(error)).catch((thrown: unknown) => {
    context.logger.warn({ err: thrown }, "check run not updated");
  });
}
