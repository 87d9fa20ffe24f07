import type { Caller } from "../model.ts";
import type { Quotas } from "./quotas.ts";
import type { RateClass, RateLimits } from "./rate-limits.ts";

/** Why a request has to wait, in words for who asks. */
export interface LimitRefusal {
  code: "rate_limit_exceeded" | "quota_exceeded";
  retryAfterMs: number;
  message: string;
}

const names: Record<RateClass, string> = {
  completion: "completions",
  assist: "questions to the assistant",
  search: "searches",
  event: "events",
  light: "requests",
};

/** Counts one request of a person. Null: go on. */
export async function admit(
  { rates, quotas }: { rates: RateLimits; quotas: Quotas },
  caller: Caller,
  rate: RateClass,
): Promise<LimitRefusal | null> {
  const wait = await rates.take(String(caller.personId), rate);
  if (wait !== null) {
    const seconds = Math.max(1, Math.ceil(wait.retryAfterMs / 1000));
    return {
      code: "rate_limit_exceeded",
      retryAfterMs: wait.retryAfterMs,
      message: `You may make ${wait.limit} ${names[rate]} a minute. Try again in ${seconds} s; an administrator can raise the limit.`,
    };
  }
  if (rate !== "completion" && rate !== "assist") return null;
  const exceeded = await quotas.exceeded(caller);
  if (exceeded === null) return null;
  const { whose, limit } = exceeded;
  return {
    code: "quota_exceeded",
    retryAfterMs: quotas.untilNextDayMs(),
    message: `Today's ${limit} tokens of ${whose === "you" ? "yours" : whose} are used up. They are renewed at 00:00 UTC; an administrator can raise the limit.`,
  };
}
