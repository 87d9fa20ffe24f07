import {
  type Anchor,
  anchorQuote,
  type FileDiff,
  isCommentable,
  type Position,
} from "@devflow/diff";
import type { Candidate } from "../model.ts";
import type { Drop } from "./stages.ts";

/**
 * The gate `anchor`: where the candidate stands. The position is always computed here, never taken
 * from a model: a quote is looked for in the lines that the expert was shown, then in their hunk,
 * then in the file. What the expert says of lines that the change left alone is no review of it; one
 * or two lines beside a change are meant for it, as where a check was taken away.
 */
export function placeCandidate(candidate: Candidate, file: FileDiff): Position | Drop {
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
  return isBesideChange(file, position)
    ? position
    : { ...drop, reason: "not on a line that was changed" };
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

function anchorOf({ quote, hunkIndex, seenLines }: Candidate, file: FileDiff): Anchor | null {
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
