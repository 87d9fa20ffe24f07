/** The value below which the share `quantile` (0 to 1) of the numbers lies, by nearest rank. */
export function percentile(numbers: readonly number[], quantile: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * quantile) - 1)] ?? Number.NaN;
}
