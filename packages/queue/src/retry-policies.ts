import { ExternalError } from "@devflow/errors";
import type { JobName } from "./model.ts";

export interface RetryPolicy {
  /** Tries in all, the first included. Stalls do not count. */
  attempts: number;
  /** Wait before the second try; doubled for each further one. */
  firstDelayMs: number;
  maxDelayMs: number;
}

/**
 * How often each job is tried when an outside service fails, and how long that takes in all. A
 * review that fails for good is found again by the reconciler, so nothing here tries for days.
 */
export const retryPolicies: Record<JobName, RetryPolicy> = {
  // 5 s, 10 s, 20 s, ... capped: about 26 minutes, longer than GitHub's usual incidents' peaks.
  review: { attempts: 10, firstDelayMs: 5_000, maxDelayMs: 5 * 60_000 },
  // Somebody waits for the answer: about 2.5 minutes.
  command: { attempts: 6, firstDelayMs: 5_000, maxDelayMs: 60_000 },
  // Nobody waits, and a clone is expensive: about 37 minutes.
  index: { attempts: 6, firstDelayMs: 60_000, maxDelayMs: 15 * 60_000 },
  // The schedule brings the next one anyway.
  reconcile: { attempts: 3, firstDelayMs: 10_000, maxDelayMs: 60_000 },
  // The next night brings the next one.
  train_filter: { attempts: 3, firstDelayMs: 60_000, maxDelayMs: 10 * 60_000 },
  // The sweep brings it again the next night.
  outcomes: { attempts: 5, firstDelayMs: 30_000, maxDelayMs: 15 * 60_000 },
  sweep_outcomes: { attempts: 3, firstDelayMs: 60_000, maxDelayMs: 10 * 60_000 },
  // It goes on where it stopped; a limit of GitHub's lasts up to an hour.
  backfill: { attempts: 10, firstDelayMs: 60_000, maxDelayMs: 60 * 60_000 },
  // The sweep brings it again within minutes; a limit of GitHub's lasts up to an hour.
  follow: { attempts: 3, firstDelayMs: 60_000, maxDelayMs: 60 * 60_000 },
  export: { attempts: 3, firstDelayMs: 5 * 60_000, maxDelayMs: 60 * 60_000 },
  rollout: { attempts: 3, firstDelayMs: 60_000, maxDelayMs: 10 * 60_000 },
  // Hours of training: a person looks at a second failure.
  retrain: { attempts: 2, firstDelayMs: 60 * 60_000, maxDelayMs: 60 * 60_000 },
};

/**
 * The wait before the next try: exponential, with up to a quarter added at random so that jobs
 * that failed together do not return together; never less than the service asked for.
 * `attempt` is the one that failed, from 1.
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, error: unknown): number {
  const exponential = policy.firstDelayMs * 2 ** Math.min(attempt - 1, 30);
  const own = Math.min(policy.maxDelayMs, exponential) * (1 + Math.random() / 4);
  const asked = error instanceof ExternalError ? (error.retryAfterMs ?? 0) : 0;
  return Math.ceil(Math.max(own, asked));
}
