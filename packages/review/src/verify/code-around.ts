import { type DiffLine, type FileDiff, type Position, renderHunk, splitLines } from "@devflow/diff";
import { limits } from "../limits.ts";

/**
 * The diff of a file with the lines between and around its hunks, as far as they are within `reach`
 * lines of a position: what a reviewer sees after unfolding. Numbered like a hunk. Without the
 * file's text only lines of the diff. Empty when the position is not on the diff.
 */
export function codeAround(
  file: FileDiff,
  headText: string | null,
  position: Position,
  reach: number,
): string {
  const lines = headText === null ? linesOfHunk(file, position) : unfolded(file, headText);
  const number = position.side === "RIGHT" ? "newLine" : "oldLine";
  const first = lines.findIndex((line) => line[number] === position.startLine);
  const last = lines.findIndex((line) => line[number] === position.line);
  if (first === -1 || last === -1) return "";
  const shown = lines.slice(Math.max(0, first - reach), last + reach + 1).map(cutLine);
  const header = { oldStart: 1, oldLines: 0, newStart: 1, newLines: 0, section: "" };
  return renderHunk({ ...header, lines: shown }, { numbered: true });
}

function linesOfHunk({ hunks }: FileDiff, { side, line }: Position): DiffLine[] {
  const number = side === "RIGHT" ? "newLine" : "oldLine";
  const hunk = hunks.find(({ lines }) => lines.some((each) => each[number] === line));
  return hunk?.lines ?? [];
}

/** Unchanged lines outside of the hunks carry their new number only. */
function unfolded({ hunks }: FileDiff, headText: string): DiffLine[] {
  const texts = splitLines(headText);
  const lines: DiffLine[] = [];
  let next = 1;
  const upTo = (end: number) => {
    for (; next < end && next <= texts.length; next += 1) {
      const text = texts[next - 1]?.text ?? "";
      lines.push({ kind: "context", text, oldLine: null, newLine: next, noNewlineAtEnd: false });
    }
  };
  for (const hunk of hunks) {
    upTo(hunk.newLines === 0 ? hunk.newStart + 1 : hunk.newStart);
    lines.push(...hunk.lines);
    next += hunk.newLines;
  }
  upTo(Number.POSITIVE_INFINITY);
  return lines;
}

/** As in the draft: a minified line would fill the window alone. */
function cutLine(line: DiffLine): DiffLine {
  if (line.text.length <= limits.lineCharacters) return line;
  const text = `${line.text.slice(0, limits.shownLineCharacters).toWellFormed()} … (cut)`;
  return { ...line, text };
}
