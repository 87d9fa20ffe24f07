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

/** The file before the change but for a newline at its end, made from the file after it; null when the two do not fit. */
export function textBefore(headText: string, hunks: readonly Hunk[]): string | null {
  const head = headText.split("\n");
  const before: string[] = [];
  let next = 0;
  for (const hunk of hunks) {
    // A hunk without new lines stands behind its line, all others begin with it.
    const start = hunk.newLines === 0 ? hunk.newStart : hunk.newStart - 1;
    if (start < next || start > head.length) return null;
    before.push(...head.slice(next, start));
    for (const { kind, text } of hunk.lines) if (kind !== "added") before.push(text);
    next = start + hunk.newLines;
  }
  before.push(...head.slice(next));
  return before.join("\n");
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
