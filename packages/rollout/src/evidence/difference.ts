import { type Ratio, type RatioKind, varianceOf } from "./ratio.ts";

/** One repository under both experts. */
export interface Stratum {
  candidate: Ratio;
  baseline: Ratio;
}

export interface Difference {
  /** Candidate less baseline. */
  estimate: number;
  variance: number;
  /** Repositories that were reviewed by both. */
  strata: number;
}

/**
 * The difference within repositories, over all of them: each is compared with itself, since
 * repositories differ far more from one another than experts do. Weights as Mantel and Haenszel
 * take them (Greenland and Robins 1985, Biometrics 41:55). Null: none has seen both experts.
 */
export function differenceWithin(strata: readonly Stratum[], kind: RatioKind): Difference | null {
  let weights = 0;
  let sum = 0;
  let variance = 0;
  let used = 0;
  for (const { candidate, baseline } of strata) {
    if (candidate.n === 0 || baseline.n === 0) continue;
    const weight = (candidate.n * baseline.n) / (candidate.n + baseline.n);
    weights += weight;
    sum += weight * (candidate.x / candidate.n - baseline.x / baseline.n);
    variance += weight ** 2 * (varianceOf(candidate, kind) + varianceOf(baseline, kind));
    used += 1;
  }
  if (used === 0) return null;
  return { estimate: sum / weights, variance: variance / weights ** 2, strata: used };
}
