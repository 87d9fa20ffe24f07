import type { Failures } from "./model.ts";
import type { RolloutPlan } from "./plan.ts";

/** Failures that need no statistics: each of them is seen by people, or costs a review. */
export function brokenBy(
  { attempts, failures, unreadable }: Pick<Failures, "attempts" | "failures" | "unreadable">,
  { mostFailures, leastFailures }: RolloutPlan,
): string[] {
  const isTooMany = (count: number) => count >= leastFailures && count > mostFailures * attempts;
  return [
    ...(isTooMany(failures)
      ? [`${failures} of ${attempts} reviews failed: not loaded, or no answer`]
      : []),
    ...(isTooMany(unreadable)
      ? [`${unreadable} of ${attempts} reviews had unreadable answers`]
      : []),
  ];
}
