import type { Label, Target } from "./read-labels.ts";

export const CUTOFF = 10;

/** A chunk in a list of results. */
export interface Place {
  path: string;
  startLine: number;
  endLine: number;
}

/** The rank, from 1, of the first result that covers the target; null when none does. */
export function rankOf(target: Target, results: readonly Place[]): number | null {
  const index = results.findIndex((result) => covers(result, target));
  return index === -1 ? null : index + 1;
}

/**
 * NDCG@10 with gains of 0 and 1, as semble counts it: each target counts at the rank of the first
 * result that covers it, and two targets covered by one result count once.
 */
export function ndcg({ targets }: Pick<Label, "targets">, results: readonly Place[]): number {
  const ranks = new Set(targets.map((target) => rankOf(target, results)));
  let gained = 0;
  for (const rank of ranks) if (rank !== null && rank <= CUTOFF) gained += discount(rank);
  let ideal = 0;
  for (let rank = 1; rank <= Math.min(CUTOFF, targets.length); rank++) ideal += discount(rank);
  return gained / ideal;
}

function covers({ path, startLine, endLine }: Place, target: Target): boolean {
  if (path !== target.path) return false;
  return target.lines === null || (startLine <= target.lines.end && endLine >= target.lines.start);
}

function discount(rank: number): number {
  return 1 / Math.log2(rank + 1);
}
