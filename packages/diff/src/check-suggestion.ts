import { isCommentable } from "./commentable.ts";
import type { FileDiff, Position } from "./model.ts";
import { splitLines, type TextLine } from "./split-lines.ts";

export interface SuggestionRequest {
  /** The file at head, whole. */
  headText: string;
  file: FileDiff;
  position: Position;
  /** What the lines shall become; empty means that they go. One newline at its end is ignored. */
  suggestion: string;
  /** Tells whether a text of this file's language parses; without it nothing is parsed. */
  parses?: (text: string) => boolean;
}

export interface TrimmedSuggestion {
  position: Position;
  suggestion: string;
}

export type SuggestionOutcome =
  | {
      ok: true;
      /** The file with the suggestion applied. */
      newText: string;
      /** The same change on fewer lines, when the first or last lines stay as they are; else null. */
      trimmed: TrimmedSuggestion | null;
    }
  | { ok: false; reason: string };

/**
 * Checks that a suggestion replaces exactly the lines it claims: added or context lines of the
 * diff, with the text that they have at head. Line endings of the file are kept. A text that did
 * parse must parse afterwards; one that did not is no reason to refuse.
 */
export function checkSuggestion(request: SuggestionRequest): SuggestionOutcome {
  const { headText, file, position, parses } = request;
  if (position.side !== "RIGHT")
    return refuse("a suggestion can only replace lines of the new file");
  if (!isCommentable(file, position)) return refuse("the lines are not part of the diff");
  const lines = splitLines(headText);
  if (!agrees(file, position, lines)) return refuse("the file at head differs from the diff");

  const replaced = lines.slice(position.startLine - 1, position.line);
  const suggested = splitLines(request.suggestion).map((line) => line.text);
  const kept = countKept(replaced, suggested);
  const newText = join([
    ...lines.slice(0, position.startLine - 1),
    ...withEndings(suggested, replaced, kept, lines[0]?.ending || "\n"),
    ...lines.slice(position.line),
  ]);
  if (newText === headText) return refuse("the suggestion changes nothing");
  if (parses && !parses(newText) && parses(headText)) {
    return refuse("the file would not parse with the suggestion applied");
  }
  return { ok: true, newText, trimmed: trim(position, replaced, suggested, kept) };
}

function refuse(reason: string): SuggestionOutcome {
  return { ok: false, reason };
}

/** True when the claimed lines are there and read as in the diff, so that nothing else is replaced. */
function agrees(file: FileDiff, position: Position, lines: readonly TextLine[]): boolean {
  const inDiff = file.hunks
    .flatMap((hunk) => hunk.lines)
    .filter(
      ({ newLine }) =>
        newLine !== null && newLine >= position.startLine && newLine <= position.line,
    );
  return inDiff.every(({ newLine, text }) => {
    const line = lines[(newLine ?? 0) - 1];
    return line !== undefined && `${line.text}${line.ending}`.replace(/\n$/, "") === text;
  });
}

/** How many lines at both ends of the replaced range stay as they are. */
interface Kept {
  head: number;
  tail: number;
}

function countKept(replaced: readonly TextLine[], suggested: readonly string[]): Kept {
  const shared = Math.min(replaced.length, suggested.length);
  let head = 0;
  while (head < shared && replaced[head]?.text === suggested[head]) head += 1;
  let tail = 0;
  while (tail < shared - head && replaced.at(-1 - tail)?.text === suggested.at(-1 - tail))
    tail += 1;
  return { head, tail };
}

/**
 * Kept lines keep their own ending, new ones get that of the lines they replace, or of the kept
 * line beside them where they only add. The last one takes over the missing newline at the end of
 * the file, if it is missing.
 */
function withEndings(
  suggested: readonly string[],
  replaced: readonly TextLine[],
  kept: Kept,
  fallback: string,
): TextLine[] {
  const isInsertion = kept.head + kept.tail === replaced.length;
  const sample = replaced[isInsertion && kept.head > 0 ? kept.head - 1 : kept.head];
  const ending = sample?.ending || fallback;
  return suggested.map((text, index) => {
    const fromEnd = index - suggested.length;
    const isLast = fromEnd === -1;
    const isHead = index < kept.head;
    const own = isHead ? replaced[index] : fromEnd >= -kept.tail ? replaced.at(fromEnd) : undefined;
    // A kept line that becomes the last one has its newline already: only lines after it go.
    const predecessor = isHead ? own : replaced.at(-1);
    const hasNone = isLast && predecessor?.ending === "";
    return { text, ending: hasNone ? "" : own?.ending || ending };
  });
}

function join(lines: readonly TextLine[]): string {
  return lines.map((line) => line.text + line.ending).join("");
}

/** Leaves one line to stand on where lines are only added. */
function trim(
  position: Position,
  replaced: readonly TextLine[],
  suggested: readonly string[],
  kept: Kept,
): TrimmedSuggestion | null {
  const isInsertion = kept.head + kept.tail === replaced.length;
  const head = isInsertion && kept.head > 0 ? kept.head - 1 : kept.head;
  const tail = isInsertion && kept.head === 0 ? kept.tail - 1 : kept.tail;
  if (head + tail === 0) return null;
  const lines = suggested.slice(head, suggested.length - tail);
  return {
    position: {
      side: position.side,
      startLine: position.startLine + head,
      line: position.line - tail,
    },
    // A blank last line needs its newline, or it would be taken for the one that is ignored.
    suggestion: lines.join("\n") + (lines.at(-1) === "" ? "\n" : ""),
  };
}
