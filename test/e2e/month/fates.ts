import type { Outcome, SignalKind } from "@devflow/dataset";

/** How the pull request of a finding ends within the month. */
export type Ending = "merged" | "given_up" | "open";

/** What is to be seen of a finding at the end, as the script alone implies it. */
export interface Implied extends Pick<Outcome, "label" | "decidedBy" | "isAddressed"> {
  /** Signals that hold at the end, as `kind actor`, sorted. */
  signals: string[];
}

/** What people do about one finding; see `live-pull.ts` for how they do it. */
export const fates = [
  "commit_suggestion",
  "type_suggestion",
  "rewrite",
  "promise_and_rewrite",
  "resolve_and_rewrite",
  "rewrite_and_revert",
  "thumb_up",
  "thumb_down",
  "thumb_taken_back",
  "late_thumb_up",
  "agree",
  "disagree",
  "disagree_then_edit_to_agree",
  "reply_and_delete",
  "ask",
  "resolve",
  "resolve_and_reopen",
  "dismiss_with_reason",
  "dismiss_without_reason",
  "dismiss_for_later",
  "stranger_dismisses",
  "switch_off",
  "silence",
] as const;

export type Fate = (typeof fates)[number];

/** Only what an expert found has a suggestion. */
const needsSuggestion: ReadonlySet<Fate> = new Set(["commit_suggestion", "type_suggestion"]);

/** Whether a fate can be that of a finding of a rule, or of one of the expert with a suggestion or without. */
export function fits(fate: Fate, finding: { isOfRule: boolean; hasSuggestion: boolean }): boolean {
  if (fate === "switch_off") return finding.isOfRule;
  return finding.hasSuggestion || !needsSuggestion.has(fate);
}

type Row = [label: Outcome["label"], decidedBy: SignalKind, signals: string[]];

/** Fates after which nothing more happens when the pull request ends. */
const settled: Partial<Record<Fate, Row>> = {
  commit_suggestion: ["wanted", "suggestion_committed", ["suggestion_committed -"]],
  type_suggestion: ["wanted", "suggestion_committed", ["suggestion_committed -"]],
  rewrite: ["wanted", "lines_changed", ["lines_changed -"]],
  promise_and_rewrite: ["wanted", "lines_changed", ["lines_changed -", "reply_will_fix mia"]],
  resolve_and_rewrite: ["wanted", "lines_changed", ["lines_changed -", "resolved_by_fix kim"]],
  resolve: ["unwanted", "resolved_without_change", ["resolved_without_change kim"]],
  dismiss_with_reason: ["unwanted", "dismissed", ["dismissed kim"]],
  dismiss_without_reason: ["unwanted", "dismissed", ["dismissed kim"]],
  dismiss_for_later: [null, "dismissed", ["dismissed kim"]],
};

/** Words without a deed: the lines are merged as they were. */
const spoken: Partial<Record<Fate, Row>> = {
  thumb_up: ["wanted", "reaction_up", ["reaction_up kim"]],
  thumb_down: ["unwanted", "reaction_down", ["reaction_down mia"]],
  agree: ["wanted", "reply_agreed", ["reply_agreed mia"]],
  disagree: ["unwanted", "reply_disagreed", ["reply_disagreed mia"]],
  disagree_then_edit_to_agree: ["wanted", "reply_agreed", ["reply_agreed mia"]],
  ask: [null, "reply_question", ["reply_question mia"]],
};

const addressed: ReadonlySet<Fate> = new Set([
  "commit_suggestion",
  "type_suggestion",
  "rewrite",
  "promise_and_rewrite",
  "resolve_and_rewrite",
]);

/** What a fate comes to, written down by hand: the product's own decision is not asked. */
export function impliedBy(fate: Fate, ending: Ending): Implied {
  const isAddressed = addressed.has(fate);
  // Nobody failed to act on what the team does not want to hear.
  if (fate === "switch_off") return { label: null, decidedBy: "none", isAddressed, signals: [] };
  const unfixed = ending === "merged" ? ["unfixed_after_merge -"] : [];
  const fixed = settled[fate];
  if (fixed !== undefined) {
    const [label, decidedBy, signals] = fixed;
    return { label, decidedBy, isAddressed, signals: signals.toSorted() };
  }
  const said = spoken[fate] ?? (fate === "late_thumb_up" && ending !== "open" ? late : undefined);
  if (said !== undefined) {
    const [label, decidedBy, signals] = said;
    return { label, decidedBy, isAddressed, signals: [...signals, ...unfixed].toSorted() };
  }
  if (ending === "open") return { label: null, decidedBy: "none", isAddressed, signals: [] };
  if (fate === "rewrite_and_revert") {
    const signals = ["lines_changed -", "change_reverted -", ...unfixed].toSorted();
    return { label: "unwanted", decidedBy: "change_reverted", isAddressed, signals };
  }
  const signals = ["unanswered -", ...unfixed].toSorted();
  return { label: null, decidedBy: "unanswered", isAddressed, signals };
}

/** Given on the day after the end, and there at the last reading. */
const late: Row = ["wanted", "reaction_up", ["reaction_up kim"]];
