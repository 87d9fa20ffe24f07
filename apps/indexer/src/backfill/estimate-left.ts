import type { ApiBudget } from "@devflow/github";
import { RESERVED_SHARE } from "./wait-for-budget.ts";

const hourMs = 3_600_000;

export interface SoFar {
  /** Of this pass. */
  pullsDone: number;
  pullsTotal: number;
  /** Creation of the last pull request; null before the first one. */
  reached: Date | null;
  /** Created before it, none is read; null: all are. */
  stopBefore: Date | null;
  /** Of this run. */
  pullsRead: number;
  pullsWanted: number;
  pointsSpent: number;
  workedMs: number;
  budget: ApiBudget | null;
  now: Date;
}

export interface Left {
  pulls: number;
  /** Null as long as nothing is known. */
  ms: number | null;
}

/**
 * How many pull requests are left, and how long that takes: by the pace so far, or by GitHub's
 * budget where that is slower.
 */
export function estimateLeft(soFar: SoFar): Left {
  const { pullsRead, pullsWanted, pointsSpent, workedMs, budget } = soFar;
  const pulls = Math.max(0, Math.min(pullsLeft(soFar), pullsWanted - pullsRead));
  if (pullsRead === 0) return { pulls, ms: null };
  const workMs = (workedMs / pullsRead) * pulls;
  if (budget === null) return { pulls, ms: Math.round(workMs) };
  const usable = budget.limit * (1 - RESERVED_SHARE);
  const points = (pointsSpent / pullsRead) * pulls;
  const now = Math.max(0, budget.remaining - budget.limit * RESERVED_SHARE);
  const untilReset = Math.max(0, budget.resetAt.getTime() - soFar.now.getTime());
  // What this hour has no room for waits for the next ones.
  const hoursAfter = Math.floor(Math.max(0, points - now - 1) / usable);
  const waitMs = points > now ? untilReset + hoursAfter * hourMs : 0;
  return { pulls, ms: Math.round(Math.max(workMs, waitMs)) };
}

/** GitHub counts all of them. With an end in time, the time that was covered tells their share. */
function pullsLeft({ pullsDone, pullsTotal, reached, stopBefore, now }: SoFar): number {
  const all = Math.max(0, pullsTotal - pullsDone);
  if (stopBefore === null || reached === null) return all;
  const covered = now.getTime() - reached.getTime();
  const open = reached.getTime() - stopBefore.getTime();
  if (covered <= 0) return all;
  return Math.min(all, Math.max(0, Math.round((pullsDone * open) / covered)));
}
