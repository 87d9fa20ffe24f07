import { type FileDiff, isCommentable, type Position } from "@devflow/diff";
import type { Candidate } from "../model.ts";
import {
  anchorOf,
  changeThatBreaks,
  type Placed,
  placeCandidate,
  standingAt,
} from "./place-candidate.ts";
import type { Drop } from "./stages.ts";
import type { Standing } from "./standing.ts";

/** Fewer letters, as of `return;`, stand in any file. */
const tellingCharacters = 8;

/**
 * Where the candidate stands in the whole change. The expert reads the hunks of one file with callers
 * and definitions from others, and quotes those, too: a quote that is not in the file, or only like
 * one of its lines, and that exactly one other file of the change has to the letter, is meant there.
 * Where that file's line is left alone by a change of this one that breaks it, the finding stands at the change.
 */
export function placeInChange(
  candidate: Candidate,
  file: FileDiff,
  others: readonly FileDiff[],
): Standing | Drop {
  const own = placeCandidate(candidate, file);
  const elsewhere = fileQuoted(candidate, file, others);
  if (elsewhere !== null) {
    const moved = { ...candidate, path: elsewhere.path, hunkIndex: null, seenLines: null };
    const placed = placeCandidate(moved, elsewhere);
    if (!("stage" in placed) && placed.brokenLine === undefined) {
      return standingAt(placed, moved, elsewhere);
    }
    const cause = causeOf(candidate, file, elsewhere);
    if (cause !== null) return standingAt(cause, candidate, file);
  }
  return "stage" in own ? own : standingAt(own, candidate, file);
}

/** The one other file that has the quote to the letter, when its own has not. */
function fileQuoted(
  candidate: Candidate,
  file: FileDiff,
  others: readonly FileDiff[],
): FileDiff | null {
  const { quote, position } = candidate;
  const letters = quote?.replace(/[^\p{L}\p{N}_]/gu, "").length ?? 0;
  if (quote === null || position !== null || letters < tellingCharacters) return null;
  if (hasToTheLetter(candidate, file)) return null;
  const moved = { ...candidate, hunkIndex: null, seenLines: null };
  const having = others.filter(
    (other) => other !== file && mayHave(other, quote) && hasToTheLetter(moved, other),
  );
  return having.length === 1 ? (having[0] ?? null) : null;
}

/** Cheap: similar lines are not looked for in five hundred files. */
function mayHave({ hunks }: FileDiff, quote: string): boolean {
  const rows = quote.split("\n").map(withoutSpace);
  const longest = rows.reduce((a, b) => (b.length > a.length ? b : a), "");
  return hunks.some(({ lines }) => lines.some(({ text }) => withoutSpace(text).includes(longest)));
}

function withoutSpace(text: string): string {
  return text.replace(/\s+/g, "");
}

function hasToTheLetter(candidate: Candidate, file: FileDiff): boolean {
  return (anchorOf(candidate, file)?.match ?? "fuzzy") !== "fuzzy";
}

/** A changed line of the file that breaks the quoted one of the other. */
function causeOf(candidate: Candidate, file: FileDiff, elsewhere: FileDiff): Placed | null {
  const quoted = anchorOf({ ...candidate, hunkIndex: null, seenLines: null }, elsewhere);
  const first: Position = { side: "RIGHT", startLine: 1, line: 1 };
  const cause = changeThatBreaks(candidate, file, first);
  if (quoted === null || cause === null || !isCommentable(file, cause)) return null;
  return { ...cause, brokenLine: quoted.line, brokenPath: elsewhere.path };
}
