import { invalidDiff } from "./invalid-diff.ts";
import { LineCursor } from "./line-cursor.ts";
import type { DiffLine, Hunk } from "./model.ts";

const HEADER = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(?: (.*))?$/s;

/**
 * Reads hunks until the next line that starts none. Raises UsageError unless every hunk has
 * exactly the lines its header promises and all headers agree with one another: the line numbers
 * of a later hunk follow from what was added and removed before it, so an edited, truncated or
 * reordered diff is found out instead of giving wrong numbers.
 */
export function parseHunks(cursor: LineCursor): Hunk[] {
  const hunks: Hunk[] = [];
  let shift = 0;
  let oldEnd = 0;
  while (cursor.peek()?.startsWith("@@")) {
    const lineNumber = cursor.lineNumber;
    const hunk = parseHeader(cursor);
    const oldFirst = firstLine(hunk.oldStart, hunk.oldLines);
    const newFirst = firstLine(hunk.newStart, hunk.newLines);
    if (oldFirst <= oldEnd || newFirst - oldFirst !== shift) {
      throw invalidDiff(lineNumber, "this hunk's line numbers do not follow from those before it");
    }
    readBody(cursor, hunk, oldFirst, newFirst);
    oldEnd = oldFirst + hunk.oldLines - 1;
    shift += hunk.newLines - hunk.oldLines;
    hunks.push(hunk);
  }
  return hunks;
}

/**
 * One hunk alone, as GitHub shows it beside a comment: perhaps not the first of its file, and cut
 * below the commented line, so that its header promises more lines than there are. They get the
 * header's numbers. Raises UsageError when it is no hunk.
 */
export function parseLoneHunk(text: string): Hunk {
  const header = parseHeader(new LineCursor(text));
  const lines = text.replace(/\n$/, "").split("\n").slice(1);
  const count = (marks: RegExp) => lines.filter((line) => marks.test(line)).length;
  const hunk = { ...header, oldLines: count(/^(?:[ -]|$)/), newLines: count(/^(?:[ +]|$)/) };
  const cursor = new LineCursor(text);
  cursor.next();
  const { oldStart, newStart } = header;
  readBody(
    cursor,
    hunk,
    firstLine(oldStart, header.oldLines),
    firstLine(newStart, header.newLines),
  );
  if (cursor.peek() !== undefined) throw invalidDiff(cursor.lineNumber, "the hunk has ended");
  return hunk;
}

/** git prints the line before when a side of a hunk is empty. */
function firstLine(start: number, count: number): number {
  return count === 0 ? start + 1 : start;
}

function parseHeader(cursor: LineCursor): Hunk {
  const lineNumber = cursor.lineNumber;
  const header = cursor.next() ?? "";
  if (header.startsWith("@@@")) {
    throw invalidDiff(lineNumber, "combined diffs of merges (`@@@`) cannot be reviewed");
  }
  const match = HEADER.exec(header);
  if (!match) throw invalidDiff(lineNumber, "this is not a hunk header");
  const [, oldStart, oldLines = "1", newStart, newLines = "1", section = ""] = match;
  const hunk: Hunk = {
    oldStart: Number(oldStart),
    oldLines: Number(oldLines),
    newStart: Number(newStart),
    newLines: Number(newLines),
    section,
    lines: [],
  };
  const isPlausible =
    hunk.oldLines + hunk.newLines > 0 &&
    (hunk.oldStart > 0 || hunk.oldLines === 0) &&
    (hunk.newStart > 0 || hunk.newLines === 0);
  if (!isPlausible) throw invalidDiff(lineNumber, "this hunk header names lines that cannot exist");
  return hunk;
}

function readBody(cursor: LineCursor, hunk: Hunk, oldFirst: number, newFirst: number): void {
  let oldLine = oldFirst;
  let newLine = newFirst;
  const oldEnd = oldFirst + hunk.oldLines;
  const newEnd = newFirst + hunk.newLines;
  while (oldLine < oldEnd || newLine < newEnd) {
    const lineNumber = cursor.lineNumber;
    const raw = cursor.next();
    if (raw === undefined) throw invalidDiff(lineNumber, "the diff ends inside a hunk");
    if (raw.startsWith("\\")) {
      markNoNewline(hunk, lineNumber);
      continue;
    }
    const line = readLine(raw, lineNumber, oldLine, newLine);
    if (line.oldLine !== null) oldLine += 1;
    if (line.newLine !== null) newLine += 1;
    if (oldLine > oldEnd || newLine > newEnd) {
      throw invalidDiff(lineNumber, "the hunk has more lines than its header says");
    }
    hunk.lines.push(line);
  }
  if (cursor.peek()?.startsWith("\\")) {
    markNoNewline(hunk, cursor.lineNumber);
    cursor.next();
  }
}

function readLine(raw: string, lineNumber: number, oldLine: number, newLine: number): DiffLine {
  const base = { text: raw.slice(1), noNewlineAtEnd: false };
  switch (raw[0]) {
    case "+":
      return { kind: "added", ...base, oldLine: null, newLine };
    case "-":
      return { kind: "removed", ...base, oldLine, newLine: null };
    // `diff.suppressBlankEmpty` writes an empty context line without its space.
    case " ":
    case undefined:
      return { kind: "context", ...base, oldLine, newLine };
    default:
      throw invalidDiff(lineNumber, "inside a hunk, lines start with `+`, `-` or a space");
  }
}

/** `\ No newline at end of file` speaks about the line before it. */
function markNoNewline(hunk: Hunk, lineNumber: number): void {
  const previous = hunk.lines.at(-1);
  if (!previous || previous.noNewlineAtEnd) {
    throw invalidDiff(lineNumber, "`\\ No newline` stands after no line");
  }
  previous.noNewlineAtEnd = true;
}
