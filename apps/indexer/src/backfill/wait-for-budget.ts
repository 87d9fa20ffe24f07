import { setTimeout as delay } from "node:timers/promises";
import { ExternalError } from "@devflow/errors";
import type { ApiBudget } from "@devflow/github";

/** Of an hour's points. Reviews ask for threads meanwhile, and nobody waits for a history. */
export const RESERVED_SHARE = 0.2;

/** Beyond the reset by a moment: clocks differ. */
const slackMs = 1_000;

export interface Wait {
  reason: "budget" | "limit";
  until: Date;
}

/** When to go on, from what GitHub last said is left; null: at once. */
export function waitForBudget(budget: ApiBudget | null): Wait | null {
  if (budget === null || budget.remaining > budget.limit * RESERVED_SHARE) return null;
  const until = new Date(budget.resetAt.getTime() + slackMs);
  return until.getTime() <= Date.now() ? null : { reason: "budget", until };
}

/** When to ask again after GitHub refused for its limits; null for any other failure. */
export function waitAfter(thrown: unknown): Wait | null {
  if (!(thrown instanceof ExternalError)) return null;
  const isLimit = thrown.code === "rate_limited" || thrown.code === "secondary_rate_limit";
  if (!isLimit || thrown.retryAfterMs === undefined) return null;
  return { reason: "limit", until: new Date(Date.now() + thrown.retryAfterMs + slackMs) };
}

/** Raises the signal's reason when that comes first. */
export async function sleepUntil(until: Date, signal: AbortSignal | undefined): Promise<void> {
  await delay(Math.max(0, until.getTime() - Date.now()), undefined, { signal }).catch((thrown) => {
    signal?.throwIfAborted();
    throw thrown;
  });
}
