import type { RemarkState } from "@devflow/review";

/** What is known of a remark and of its conversation on GitHub. */
export interface ThreadFacts {
  state: RemarkState;
  /** What we last knew the thread to be. */
  wasResolved: boolean;
  isResolved: boolean;
  resolvedBySelf: boolean;
  /** Our row was lost and made again of the comment: nobody knows what we last knew. */
  isRecovered?: boolean;
}

export type ThreadDecision =
  /** Both agree. */
  | "none"
  /** Both agree, and our row does not know it yet. */
  | "record"
  /** Our state changed: GitHub follows. */
  | "resolve"
  | "unresolve"
  /** A person changed the thread: our state follows. */
  | "adopt_resolved"
  | "adopt_open";

/**
 * A merge of three: what we want, what we last knew, and what is. Whoever moved away from what was
 * last known has decided; where both did, they agree. So a crash between a change on GitHub and its
 * record is harmless, and a person's own click is never undone.
 */
export function decideThread(facts: ThreadFacts): ThreadDecision {
  const wanted = facts.state !== "open";
  if (facts.isResolved === wanted) return facts.wasResolved === wanted ? "none" : "record";
  if (facts.wasResolved === facts.isResolved) return wanted ? "resolve" : "unresolve";
  if (!facts.isResolved) return "adopt_open";
  // We resolve for people who said so in a command; that the row forgot it makes nothing stand again.
  if (facts.isRecovered === true) return "adopt_resolved";
  // Resolved by us before a crash, and open again since.
  return facts.resolvedBySelf ? "unresolve" : "adopt_resolved";
}
