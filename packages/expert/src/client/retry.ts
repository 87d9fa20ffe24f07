/**
 * Repeats a call to an expert.
 *
 * Wanted: a failure that passes by itself costs a delay, not a review; a server in trouble is not
 * hammered; cancelling ends a wait at once. Design: full jitter over an exponential delay, and the
 * server's own Retry-After when it names one; longer than a minute means that a job should come
 * back later, so the error goes up with that time in it. Completions have no effect on the server,
 * so repeating one is always safe.
 */
import { setTimeout as delay } from "node:timers/promises";
import { ExternalError } from "@devflow/errors";

/** Longer waits are the job's, not ours: a worker would hold its slot for nothing. */
const MAX_WAIT_MS = 60_000;

export interface RetryOptions {
  /** Further tries after the first. */
  retries: number;
  /** Upper bound of the first random delay; doubles with every try. */
  firstDelayMs: number;
  signal?: AbortSignal;
  onRetry?: (error: ExternalError, waitMs: number) => void;
}

/** Calls until it succeeds, fails for good, or the retries are used up; then throws the last error. */
export async function retry<T>(call: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt >= options.retries || !isWorthRepeating(error)) throw error;
      const waitMs = error.retryAfterMs ?? jitter(options.firstDelayMs * 2 ** attempt);
      if (waitMs > MAX_WAIT_MS) throw error;
      options.onRetry?.(error, waitMs);
      await wait(waitMs, options.signal);
    }
  }
}

function isWorthRepeating(error: unknown): error is ExternalError {
  return error instanceof ExternalError && error.retryable && error.code !== "circuit_open";
}

function jitter(limitMs: number): number {
  return Math.random() * Math.min(limitMs, MAX_WAIT_MS);
}

async function wait(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(waitMs, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
