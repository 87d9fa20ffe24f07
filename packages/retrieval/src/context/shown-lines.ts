import type { FileDiff, Hunk } from "@devflow/diff";
import type { LineRange } from "./line-range.ts";

/** The lines that a file's hunks show, as the file has them now or had them before. */
export function shownLines({ hunks }: Pick<FileDiff, "hunks">, side: "new" | "old"): LineRange[] {
  return hunks.map((hunk) => {
    const start = side === "new" ? hunk.newStart : hunk.oldStart;
    const lines = side === "new" ? hunk.newLines : hunk.oldLines;
    return { startLine: start, endLine: start + Math.max(1, lines) - 1 };
  });
}

/**
 * The first run of lines of a range that stand in none of the others; null when too few are left
 * to say anything.
 */
export function firstUnshown(
  range: LineRange,
  shown: readonly LineRange[],
  fewestLines: number,
): LineRange | null {
  let start = range.startLine;
  const sorted = [...shown].sort((a, b) => a.startLine - b.startLine);
  for (const { startLine, endLine } of [...sorted, { startLine: range.endLine + 1, endLine: 0 }]) {
    const end = Math.min(startLine - 1, range.endLine);
    const isWhole = start === range.startLine && end === range.endLine;
    if (end - start + 1 >= fewestLines || (isWhole && end >= start)) {
      return { startLine: start, endLine: end };
    }
    start = Math.max(start, endLine + 1);
    if (start > range.endLine) return null;
  }
  return null;
}

/** Where a line of the old file is now, for lines that no hunk shows. */
export function lineAfter(line: number, hunks: readonly Hunk[]): number {
  let moved = line;
  for (const { oldStart, oldLines, newLines } of hunks) {
    if (oldStart + Math.max(1, oldLines) - 1 >= line) break;
    moved += newLines - oldLines;
  }
  return moved;
}
