import type { FileDiff, Hunk, Position, Side } from "./model.ts";

/**
 * True when GitHub accepts a comment there: every line from `startLine` to `line` is a line of one
 * hunk on that side (RIGHT: added and context lines, LEFT: removed and context lines).
 */
export function isCommentable(file: FileDiff, position: Position): boolean {
  const { side, startLine, line } = position;
  if (!Number.isInteger(startLine) || !Number.isInteger(line) || startLine > line) return false;
  return file.hunks.some((hunk) => {
    const { first, count } = rangeOf(hunk, side);
    return startLine >= first && line < first + count;
  });
}

/** All line numbers of one side that can carry a comment, in ascending order. */
export function commentableLines(file: FileDiff, side: Side): number[] {
  return file.hunks.flatMap((hunk) => {
    const { first, count } = rangeOf(hunk, side);
    return Array.from({ length: count }, (_, index) => first + index);
  });
}

/** Lines of one side are consecutive within a hunk. */
function rangeOf(hunk: Hunk, side: Side): { first: number; count: number } {
  return side === "RIGHT"
    ? { first: hunk.newStart, count: hunk.newLines }
    : { first: hunk.oldStart, count: hunk.oldLines };
}
