/** What can happen to a remark. The same closed set as in `outcome_signals`. */
export const signalKinds = [
  "suggestion_committed",
  "lines_changed",
  "change_reverted",
  "resolved_by_fix",
  "resolved_without_change",
  "reaction_up",
  "reaction_down",
  "reply_agreed",
  "reply_will_fix",
  "reply_disagreed",
  "reply_question",
  "reply_other",
  "dismissed",
  "unanswered",
  "unfixed_after_merge",
] as const;

export type SignalKind = (typeof signalKinds)[number];
