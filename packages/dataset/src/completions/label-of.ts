import type { CompletionLabel } from "../model.ts";

/** What the events of a completion come to. */
export interface CompletionOutcome {
  /** For 750 ms, or taken. */
  isShown: boolean;
  isAccepted: boolean;
  isPartlyAccepted: boolean;
  isDismissed: boolean;
  /** 0..1 of the accepted text, at the last look; null where nobody looked. */
  keptShare: number | null;
}

/** Kept or mostly kept, as Sourcegraph counts persistence. */
export const retainedShare = 0.67;

/** So little is left that it was taken by mistake or written anew. */
export const deletedShare = 0.33;

export type Unlabelled =
  | "not shown"
  | "not answered"
  | "taken in part"
  | "not looked at again"
  | "half kept";

/** Whether a completion was wanted, and what says so; or why nothing says it. */
export function labelOf(
  outcome: CompletionOutcome,
): { isWanted: boolean; decidedBy: CompletionLabel } | Unlabelled {
  const { isShown, isAccepted, isPartlyAccepted, isDismissed, keptShare } = outcome;
  if (isAccepted) {
    if (keptShare === null) return "not looked at again";
    // As editors tell it: three places, and 4 bytes in the database.
    const kept = Math.round(keptShare * 1_000) / 1_000;
    if (kept >= retainedShare) return { isWanted: true, decidedBy: "completion_retained" };
    if (kept <= deletedShare) return { isWanted: false, decidedBy: "completion_deleted" };
    return "half kept";
  }
  if (isPartlyAccepted) return "taken in part";
  if (!isShown) return "not shown";
  return isDismissed ? { isWanted: false, decidedBy: "completion_dismissed" } : "not answered";
}
