import { coerceError, ExternalError } from "@devflow/errors";
import { type Logger, scrubText } from "@devflow/logging";
import { UnrecoverableError, WaitingError } from "bullmq";
import type { StoredJob } from "./backend.ts";
import type { Job, JobData, JobName } from "./model.ts";
import type { RetryPolicy } from "./retry-policies.ts";

export interface JobRun<N extends JobName> {
  name: N;
  handler: (job: Job<N>) => Promise<void>;
  policy: RetryPolicy;
  signal: AbortSignal;
  logger: Logger;
}

/**
 * Runs one job and turns its outcome into BullMQ's language: done, handed back (WaitingError),
 * failed for good (UnrecoverableError), or thrown as it is, which means another try.
 */
export async function runJob<N extends JobName>(
  run: JobRun<N>,
  stored: StoredJob,
  token: string | undefined,
): Promise<void> {
  if (run.signal.aborted) return handBack(run, stored, token);
  const job = jobOf(run, stored);
  const fields = { jobId: job.id, jobName: run.name, attempt: job.attempt, ...stored.data };
  const startedAt = performance.now();
  try {
    await run.handler(job);
    run.logger.info({ ...fields, durationMs: elapsedMs(startedAt) }, "job done");
  } catch (thrown) {
    if (run.signal.aborted) return handBack(run, stored, token);
    const error = coerceError(thrown);
    const isRetryable = error instanceof ExternalError && error.retryable;
    const willRetry = isRetryable && !job.isLastAttempt;
    const outcome = { ...fields, error, willRetry: willRetry, durationMs: elapsedMs(startedAt) };
    if (willRetry) run.logger.warn(outcome, "job failed");
    else run.logger.error(outcome, "job failed");
    if (isRetryable) throw error;
    throw new UnrecoverableError(scrubText(error.message) || error.name);
  }
}

function jobOf<N extends JobName>(run: JobRun<N>, stored: StoredJob): Job<N> {
  const attempt = stored.attemptsMade + 1;
  return {
    id: String(stored.id),
    // Only `enqueue` and `schedule` write to the queue, with the data of the same name.
    data: stored.data as JobData[N],
    attempt,
    isLastAttempt: attempt >= run.policy.attempts,
    signal: run.signal,
  };
}

/** Back to the waiting jobs, in front, without using up an attempt. */
async function handBack<N extends JobName>(
  run: JobRun<N>,
  stored: StoredJob,
  token: string | undefined,
): Promise<never> {
  await stored.moveToWait(token);
  run.logger.info({ jobId: stored.id, jobName: run.name }, "job handed back");
  throw new WaitingError();
}

function elapsedMs(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
