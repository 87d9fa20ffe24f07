import type { Position } from "@devflow/diff";
import type { Candidate } from "../model.ts";

/** What a drafter without an expert knows of its finding; as sure as a rule unless it says otherwise. */
export type StaticFinding = Pick<
  Candidate,
  "path" | "source" | "severity" | "category" | "title" | "body"
> &
  Partial<Pick<Candidate, "suggestion" | "confidence">> & { position: Position };

/** A candidate that stands where its drafter says: nothing is quoted, voted on or shown to it. */
export function staticCandidate(finding: StaticFinding): Candidate {
  return {
    suggestion: null,
    confidence: 0.9,
    ...finding,
    votes: 1,
    passes: 1,
    quote: null,
    hunkIndex: null,
    seenLines: null,
    facts: [],
  };
}
