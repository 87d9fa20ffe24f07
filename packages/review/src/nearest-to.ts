import { lowerBound } from "./lower-bound.ts";

/** Of items sorted by their line, the `most` nearest to one, in their order. */
export function nearestTo<T>(
  line: number,
  sorted: readonly T[],
  most: number,
  lineOf: (item: T) => number,
): readonly T[] {
  if (sorted.length <= most) return sorted;
  let start = lowerBound(sorted, line, lineOf);
  let end = start;
  const distanceAt = (index: number) => {
    const item = sorted[index];
    return item === undefined ? Infinity : Math.abs(lineOf(item) - line);
  };
  while (end - start < most) {
    if (distanceAt(start - 1) <= distanceAt(end)) start -= 1;
    else end += 1;
  }
  return sorted.slice(start, end);
}
