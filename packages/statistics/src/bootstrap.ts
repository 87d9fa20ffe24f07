import { percentile } from "./percentile.ts";
import type { SeededRandom } from "./seeded-random.ts";
import type { Share } from "./share.ts";

/**
 * A statistic with its 95 % percentile bootstrap interval (Efron 1979). Cases are what was drawn
 * independently, for example pull requests, not the findings in them. Samples for which the statistic
 * is no number are left out.
 */
export function bootstrap<T>(
  cases: readonly T[],
  statistic: (sample: readonly T[]) => number,
  random: SeededRandom,
  rounds = 1_000,
): Share {
  const values = Array.from({ length: rounds }, () =>
    statistic(cases.map(() => cases[Math.floor(random.next() * cases.length)] as T)),
  ).filter((value) => Number.isFinite(value));
  return {
    value: statistic(cases),
    low: percentile(values, 0.025),
    high: percentile(values, 0.975),
  };
}
