/** Runs of neighbouring numbers, in order, as [first, last]; numbers at most `gap` apart are one run. */
export function rangesOf(numbers: Iterable<number>, gap = 1): [number, number][] {
  const ranges: [number, number][] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && number - last[1] <= gap) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}
