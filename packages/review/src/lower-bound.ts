/** The index of the first of the sorted items whose number is `least` or more; their count without one. */
export function lowerBound<T>(
  sorted: readonly T[],
  least: number,
  numberOf: (item: T) => number,
): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = sorted[middle];
    if (item !== undefined && numberOf(item) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
