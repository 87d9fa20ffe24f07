import {
  type Anchor,
  anchorQuote,
  type FileDiff,
  isCommentable,
  type Position,
} from "@devflow/diff";
import type { Candidate } from "../model.ts";
import type { Drop } from "./stages.ts";
import type { Standing } from "./standing.ts";

export interface Placed extends Position {
  /** The quoted line, where the finding stands at the change that breaks it. */
  brokenLine?: number;
  /** Its file, where that is another one of the change. */
  brokenPath?: string;
}

/**
 * The gate `anchor`: where the candidate stands. The position is always computed here, never taken
 * from a model: a quote is looked for in the lines that the expert was shown, then in their hunk,
 * then in the file. What the expert says of lines that the change left alone is no review of it; one
 * or two lines beside a change are meant for it, as where a check was taken away. A line farther away
 * that the change breaks, by something that both name and the finding, too, is said at the change.
 */
export function placeCandidate(candidate: Candidate, file: FileDiff): Placed | Drop {
  const drop = { stage: "anchor", detail: "" } as const;
  if (candidate.position !== null) {
    return isCommentable(file, candidate.position)
      ? candidate.position
      : { ...drop, reason: "not on a line of the diff" };
  }
  const anchor = anchorOf(candidate, file);
  if (anchor === null) return { ...drop, reason: "the quoted line is not in the diff" };
  const { side, startLine, line } = anchor;
  const position = { side, startLine, line };
  if (isBesideChange(file, position)) return position;
  const cause = changeThatBreaks(candidate, file, position);
  if (cause !== null) return { ...cause, brokenLine: line };
  return { ...drop, reason: "not on a line that was changed" };
}

/** What stands at the change and is about another line names that, and replaces nothing. */
export function standingAt(
  { brokenLine, brokenPath, ...at }: Placed,
  from: Candidate,
  file: FileDiff,
): Standing {
  const standing = { file, anchor: at, position: at, verdict: null };
  if (brokenLine === undefined) {
    return { ...standing, candidate: from, suggestion: from.suggestion };
  }
  const of = brokenPath === undefined ? "" : ` of \`${brokenPath}\``;
  const body = `${from.body}\n\nIt shows on line ${brokenLine}${of}, which this change leaves as it was.`;
  return { ...standing, candidate: { ...from, body, suggestion: null }, suggestion: null };
}

/** The nearest changed line that has a name of the quote which the finding writes as code. */
export function changeThatBreaks(
  { quote, title, body }: Candidate,
  { hunks }: FileDiff,
  { side, line }: Position,
): Position | null {
  const ofQuote = namesIn(quote ?? "");
  const names = [...codeIn(`${title}\n${body}`)].filter((name) => ofQuote.has(name));
  if (names.length === 0) return null;
  const number = side === "RIGHT" ? "newLine" : "oldLine";
  const changed = hunks.flatMap(({ lines }) =>
    lines.flatMap(({ kind, text, [number]: at }) =>
      kind !== "context" && at !== null && names.some((name) => namesIn(text).has(name))
        ? [at]
        : [],
    ),
  );
  const [nearest] = changed.sort((a, b) => Math.abs(a - line) - Math.abs(b - line));
  return nearest === undefined ? null : { side, startLine: nearest, line: nearest };
}

/** Names that the text puts in backticks or calls. */
function codeIn(text: string): Set<string> {
  const written = text.match(/`[^`\n]+`|[\p{L}_$][\p{L}\p{N}_$]*(?=\()/gu) ?? [];
  return namesIn(written.join(" "));
}

/** Words of three characters and more; keywords of languages, too: the finding has to write them as code. */
function namesIn(text: string): Set<string> {
  return new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu));
}

/** Lines between a change and a quote that is still about it. */
const besideChange = 2;

function isBesideChange({ hunks }: FileDiff, { side, startLine, line }: Position): boolean {
  const number = side === "RIGHT" ? "newLine" : "oldLine";
  return hunks.some(({ lines }) =>
    lines.some(({ [number]: at }, index) => {
      if (at === null || at < startLine || at > line) return false;
      const near = lines.slice(Math.max(0, index - besideChange), index + besideChange + 1);
      return near.some(({ kind }) => kind !== "context");
    }),
  );
}

/** The lines that the candidate quotes: of those that the expert saw, then of their hunk, then of the file. */
export function anchorOf(
  { quote, hunkIndex, seenLines }: Candidate,
  file: FileDiff,
): Anchor | null {
  if (quote === null) return null;
  if (hunkIndex === null) return anchorQuote(file, quote);
  const hunk = file.hunks[hunkIndex];
  if (hunk === undefined) return anchorQuote(file, quote);
  const seen = hunk.lines.slice(seenLines?.from, seenLines?.to);
  return (
    anchorQuote({ ...file, hunks: [{ ...hunk, lines: seen }] }, quote) ??
    anchorQuote({ ...file, hunks: [hunk] }, quote) ??
    anchorQuote(file, quote)
  );
}
