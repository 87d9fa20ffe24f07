import {
  bootstrap,
  SeededRandom,
  type Share,
  type SignFlipResult,
  signFlipTest,
} from "@devflow/statistics";
import { matchComments, truthsOf } from "./match.ts";
import { isClean, reviewOf } from "./measure-side.ts";
import type { Replay } from "./model.ts";

/** Each change counts once, as the difference of its two reviews: b less a. */
export interface PairedDifference {
  what: PairedMeasure;
  /** Changes that both sides reviewed and in which the measure means something. */
  changes: number;
  a: number;
  b: number;
  /** Of all changes, per change: with the bootstrap's interval. */
  perChange: Share;
  test: SignFlipResult;
  /** For this measure more is better; false: fewer is better. Null: neither. */
  isMoreBetter: boolean | null;
}

export type PairedMeasure = "found" | "alone" | "comments" | "false_alarms";

const better: Record<PairedMeasure, boolean | null> = {
  found: true,
  alone: false,
  comments: null,
  false_alarms: false,
};

/** The sides of a comparison, paired by change; without what no change has an answer to. */
export function compareSides(replays: readonly Replay[], near: number): PairedDifference[] {
  const measures = Object.keys(better) as PairedMeasure[];
  return measures.flatMap((what) => {
    const pairs = replays.flatMap((replay) => {
      const [a, b] = [measureOf(replay, 0, what, near), measureOf(replay, 1, what, near)];
      return a === null || b === null ? [] : [{ a, b }];
    });
    if (pairs.length === 0) return [];
    const differences = pairs.map(({ a, b }) => b - a);
    return {
      what,
      changes: pairs.length,
      a: pairs.reduce((sum, { a }) => sum + a, 0),
      b: pairs.reduce((sum, { b }) => sum + b, 0),
      perChange: bootstrap(differences, mean, new SeededRandom(2)),
      test: signFlipTest(differences, new SeededRandom(3)),
      isMoreBetter: better[what],
    };
  });
}

function measureOf(replay: Replay, side: number, what: PairedMeasure, near: number): number | null {
  const review = reviewOf(replay, side);
  if (review === undefined) return null;
  const { comments } = review;
  if (what === "comments") return comments.length;
  if (what === "false_alarms") return isClean(replay) ? comments.length : null;
  const truths = truthsOf(replay, "any");
  if (truths === null) return null;
  const { missed, alone } = matchComments(comments, truths, near);
  return what === "found" ? truths.length - missed.length : alone.length;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
