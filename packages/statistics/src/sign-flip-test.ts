import type { SeededRandom } from "./seeded-random.ts";

export interface SignFlipResult {
  /** Two-sided: how often chance alone gives a sum as far from 0 as this one. 1 without a difference. */
  p: number;
  /** Pairs that differ; the others say nothing. */
  pairs: number;
  /** Every flip was counted, none was drawn. */
  isExact: boolean;
}

/** 2^14 flips are counted in some milliseconds; beyond, flips are drawn. */
const mostExactPairs = 14;
const drawnFlips = 20_000;

/**
 * Fisher's paired permutation test: if the two of a pair were the same, each difference could as well
 * have the other sign. Assumes nothing of their distribution. Of drawn flips the observed one counts
 * too, so that p is never 0 (Phipson and Smyth 2010).
 */
export function signFlipTest(differences: readonly number[], random: SeededRandom): SignFlipResult {
  const sizes = differences.filter((difference) => difference !== 0).map(Math.abs);
  const observed = Math.abs(differences.reduce((sum, difference) => sum + difference, 0));
  const pairs = sizes.length;
  const isExact = pairs <= mostExactPairs;
  const flips = isExact ? 2 ** pairs : drawnFlips;
  let asFar = isExact ? 0 : 1;
  for (let flip = 0; flip < flips; flip++) {
    let sum = 0;
    for (const [index, size] of sizes.entries()) {
      const isUp = isExact ? (flip >>> index) & 1 : random.next() < 0.5;
      sum += isUp ? size : -size;
    }
    // Sums of the same numbers in another order may differ in their last bits.
    if (Math.abs(sum) >= observed - 1e-9) asFar += 1;
  }
  return { p: asFar / (isExact ? flips : flips + 1), pairs, isExact };
}
