import { type Share, share } from "@devflow/statistics";
import type { SignalKind } from "../model.ts";
import type { Outcome } from "./decide-outcome.ts";

/** A remark that people could read, with what became of it. */
export interface MeasuredRemark {
  repository: string;
  /** For example `rule:no-eval`, `secret:aws`, `expert`. */
  rule: string;
  category: string;
  /** The model that wrote it, for example `review@2026-11-22`; `rules` for what no model wrote. */
  expert: string;
  /** Of its pull request. */
  pull: "open" | "merged" | "given_up";
  hasSuggestion: boolean;
  outcome: Outcome;
}

export const groupings = ["rule", "category", "repository", "expert"] as const;
export type Grouping = (typeof groupings)[number];

/** What became of the remarks of one group. Rates are of merged pull requests. */
export interface OutcomeMeasure {
  group: string;
  remarks: number;
  merged: number;
  wanted: number;
  unwanted: number;
  /** Without a label: nothing can be learned from them. */
  undecided: number;
  decidedBy: Partial<Record<SignalKind | "none", number>>;
  /**
   * Addressed before the merge: the suggestion was committed or the flagged lines were changed, and
   * not put back. ByteDance calls it the outdated rate (arXiv 2501.15134), Atlassian the code
   * resolution rate (2601.01129), Uber addressed in the same change.
   */
  addressed: Share;
  /** Addressed, or people said that they want it: agreed, will fix, a thumb up, settled by a fix. */
  actedOn: Share;
  /** Of those that had a suggestion, how many were committed as they were. */
  suggestionsCommitted: Share;
}

/** One measure a group, the group with most remarks first; of equal ones by name. */
export function measureOutcomes(
  remarks: readonly MeasuredRemark[],
  by: Grouping,
): OutcomeMeasure[] {
  const groups = Map.groupBy(remarks, (remark) => remark[by]);
  return [...groups]
    .map(([group, members]) => measureGroup(group, members))
    .sort((a, b) => b.remarks - a.remarks || (a.group < b.group ? -1 : 1));
}

/** The measure of all remarks together. */
export function measureGroup(group: string, remarks: readonly MeasuredRemark[]): OutcomeMeasure {
  const merged = remarks.filter(({ pull }) => pull === "merged");
  const suggested = merged.filter(({ hasSuggestion }) => hasSuggestion);
  const labels = Map.groupBy(remarks, ({ outcome }) => outcome.label);
  const count = (label: Outcome["label"]) => labels.get(label)?.length ?? 0;
  const decidedBy: OutcomeMeasure["decidedBy"] = {};
  for (const { outcome } of remarks) {
    decidedBy[outcome.decidedBy] = (decidedBy[outcome.decidedBy] ?? 0) + 1;
  }
  return {
    group,
    remarks: remarks.length,
    merged: merged.length,
    wanted: count("wanted"),
    unwanted: count("unwanted"),
    undecided: count(null),
    decidedBy,
    addressed: shareOf(merged, ({ isAddressed }) => isAddressed),
    actedOn: shareOf(merged, ({ isAddressed, label }) => isAddressed || label === "wanted"),
    suggestionsCommitted: shareOf(
      suggested,
      ({ decidedBy, isAddressed }) => isAddressed && decidedBy === "suggestion_committed",
    ),
  };
}

function shareOf(remarks: readonly MeasuredRemark[], is: (outcome: Outcome) => boolean): Share {
  return share(remarks.filter(({ outcome }) => is(outcome)).length, remarks.length);
}
