/** Lines that come again in the same order. */
const mostLinesOfCycle = 5;

/**
 * How many lines at the end repeat those in front of them, so that they can be left out: three times
 * the same few lines, or four times the same line. 0 where nothing repeats. Lines without letters,
 * such as rows of brackets or numbers, do not count.
 */
export function repeatedLines(lines: readonly string[]): number {
  const count = lines.length;
  const lineAt = (index: number) => lines[index]?.trim();
  for (let size = 1; size <= mostLinesOfCycle; size += 1) {
    const times = size === 1 ? 4 : 3;
    if (count < size * times) continue;
    const cycle = lines.slice(count - size);
    if (!cycle.some((line) => /[A-Za-z]{2}/.test(line))) continue;
    const isRepeated = Array.from({ length: size * (times - 1) }, (_, index) => index).every(
      (index) => lineAt(count - 1 - index) === lineAt(count - 1 - index - size),
    );
    if (isRepeated) return size * (times - 1);
  }
  return 0;
}

const longestCycle = 40;

/**
 * Whether a line ends with the same few characters over and over: six times 3 or more, or four times
 * 10 or more, as Tabby counts. Rules of one sign (`-----`) are no repetition. Linear.
 */
export function hasRepeatedEnd(line: string): boolean {
  const text = line.trimEnd();
  for (let size = 3; size <= longestCycle; size += 1) {
    const times = size >= 10 ? 4 : 6;
    if (text.length < size * times) break;
    const cycle = text.slice(-size);
    if (!/[A-Za-z]/.test(cycle)) continue;
    let isRepeated = true;
    for (let back = 2; isRepeated && back <= times; back += 1) {
      isRepeated = text.slice(-size * back, text.length - size * (back - 1)) === cycle;
    }
    if (isRepeated) return true;
  }
  return false;
}
