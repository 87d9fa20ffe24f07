import { setTimeout as delay } from "node:timers/promises";
import { ExternalError } from "@devflow/errors";

/**
 * Our own retries. Octokit's plugin repeats a POST that got 502 after it took effect, so it is not
 * used: reads are simply repeated, creating calls look for their marker before every try.
 */
export interface RetryPolicy {
  /** Waits between tries; its length is the number of retries. Each is shortened at random by up to a half. */
  delaysMs: readonly number[];
  /** Longest wait for a rate limit inside this process. Beyond it the error is raised and the job waits. */
  maxRateWaitMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { delaysMs: [500, 2000], maxRateWaitMs: 5000 };

/** Comes back when the try number `attempt` (from 0) may be repeated, else throws `failure`. */
async function waitBeforeRetry(
  policy: RetryPolicy,
  failure: unknown,
  attempt: number,
): Promise<void> {
  const backOffMs = policy.delaysMs[attempt];
  if (!(failure instanceof ExternalError) || !failure.retryable) throw failure;
  if (backOffMs === undefined) throw failure;
  const waitMs = failure.retryAfterMs ?? backOffMs * (1 - Math.random() / 2);
  if (failure.retryAfterMs !== undefined && waitMs > policy.maxRateWaitMs) throw failure;
  await delay(waitMs);
}

/** Repeats a call that has no effect, or the same effect every time. */
export async function retryRead<T>(policy: RetryPolicy, call: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (failure) {
      await waitBeforeRetry(policy, failure, attempt);
    }
  }
}

/**
 * Creates one thing, once: before every try it is looked for, so an answer that was lost after the
 * effect gives one, not two. Race accepted: GitHub's lists may lag behind its writes by moments;
 * the back-off before the second look is there for that.
 */
export async function createOnce<T>(
  policy: RetryPolicy,
  find: () => Promise<T | null>,
  create: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const found = await find();
    if (found !== null) return found;
    try {
      return await create();
    } catch (failure) {
      await waitBeforeRetry(policy, failure, attempt);
    }
  }
}
