import {
  type Anchor,
  anchorQuote,
  type FileDiff,
  isCommentable,
  type Position,
} from "@devflow/diff";
import type { Candidate } from "../model.ts";

export type Placement = { position: Position } | { heldBecause: string };

/** Where the candidate stands. The position is always computed here, never taken from a model. */
export function placeCandidate(candidate: Candidate, file: FileDiff): Placement {
  if (candidate.position !== null) {
    return isCommentable(file, candidate.position)
      ? { position: candidate.position }
      : { heldBecause: "not on a line of the diff" };
  }
  const anchor = anchorOf(candidate, file);
  if (anchor === null) return { heldBecause: "the quoted line is not in the diff" };
  const { side, startLine, line } = anchor;
  return { position: { side, startLine, line } };
}

function anchorOf(candidate: Candidate, file: FileDiff): Anchor | null {
  if (candidate.quote === null) return null;
  const hint = candidate.hunkIndex === null ? {} : { hunkIndex: candidate.hunkIndex };
  return anchorQuote(file, candidate.quote, hint);
}
