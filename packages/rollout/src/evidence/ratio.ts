/**
 * A ratio of two sums over pull requests, for example addressed over posted findings, with what
 * its variance needs. Findings of one pull request stand and fall together (one author, one
 * afternoon): the pull request is the unit, not the finding.
 */
export interface Ratio {
  /** Pull requests. */
  units: number;
  /** Below the line, and above it. */
  n: number;
  x: number;
  /** Sums of squares and of the product. */
  nn: number;
  nx: number;
  xx: number;
}

export const emptyRatio: Ratio = { units: 0, n: 0, x: 0, nn: 0, nx: 0, xx: 0 };

/** The ratio with one more pull request in it; one with nothing below the line is none. */
export function withUnit(ratio: Ratio, n: number, x: number): Ratio {
  if (n === 0) return ratio;
  return {
    units: ratio.units + 1,
    n: ratio.n + n,
    x: ratio.x + x,
    nn: ratio.nn + n * n,
    nx: ratio.nx + n * x,
    xx: ratio.xx + x * x,
  };
}

export function sumOf(ratios: readonly Ratio[]): Ratio {
  return ratios.reduce(
    (sum, each) => ({
      units: sum.units + each.units,
      n: sum.n + each.n,
      x: sum.x + each.x,
      nn: sum.nn + each.nn,
      nx: sum.nx + each.nx,
      xx: sum.xx + each.xx,
    }),
    emptyRatio,
  );
}

/** `share`: each thing counts or not. `count`: so many things each, for example comments a review. */
export type RatioKind = "share" | "count";

/**
 * Variance of x / n: by linearisation over pull requests (Cochran, Sampling Techniques, 6.3), at
 * least what it would be if all things were independent. That one is of a smoothed ratio, so that
 * three of three is not certain.
 */
export function varianceOf(ratio: Ratio, kind: RatioKind): number {
  const { units, n, x, nn, nx, xx } = ratio;
  if (n === 0) return Number.POSITIVE_INFINITY;
  const smoothed = kind === "share" ? (x + 1) / (n + 2) : (x + 1) / (n + 1);
  const independent = (kind === "share" ? smoothed * (1 - smoothed) : smoothed) / n;
  const rate = x / n;
  const residual = Math.max(0, xx - 2 * rate * nx + rate * rate * nn);
  const clustered = units < 2 ? 0 : (residual / (n * n)) * (units / (units - 1));
  return Math.max(independent, clustered);
}
