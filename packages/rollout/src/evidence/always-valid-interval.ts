/** An interval that holds at every look at once. */
export interface Interval {
  lower: number;
  upper: number;
}

/**
 * The always-valid interval of a mean difference: the one that belongs to the mixture sequential
 * probability ratio test (mSPRT) with a normal mixture of scale `scale` around no difference.
 * Robbins 1970, Ann. Math. Stat. 41:1397; in this form Johari, Koomen, Pekelis and Walsh, Always
 * Valid Inference, Operations Research 70:1806 (2022), equation 9. The chance that it misses the
 * truth at any look, however often and whenever one looks and stops, is at most `alpha`; of one of
 * its ends about half of that. It is asymptotic: the estimate has to be near normal, so there is
 * a minimum sample before anything is decided by it.
 *
 * @param variance of the estimate now
 * @param scale the difference one expects; it changes how wide the interval is when, not that it holds
 */
export function alwaysValidInterval(
  { estimate, variance }: { estimate: number; variance: number },
  { alpha, scale }: { alpha: number; scale: number },
): Interval {
  const mixture = scale ** 2;
  const total = variance + mixture;
  const bound = Math.log(Math.sqrt(total / variance) / alpha);
  const halfWidth = Math.sqrt(((2 * variance * total) / mixture) * bound);
  return { lower: estimate - halfWidth, upper: estimate + halfWidth };
}
