import { type Example, estimate } from "./logistic-regression.ts";
import type { FilterModel } from "./model.ts";

export interface PrecisionRecall {
  /** Of what is said, the share that people act on. */
  precision: number;
  /** Of what people would act on, the share that is said. */
  recall: number;
}

export interface FilterMeasures {
  trainingExamples: number;
  heldOutExamples: number;
  /** Acted on, of the held-out ones. */
  heldOutActedOn: number;
  /** Of the held-out ones, those that the filter would hold. */
  held: number;
  withFilter: PrecisionRecall;
  withoutFilter: PrecisionRecall;
  /** Mean squared error of the estimates, and of the training part's base rate for all: less is better. */
  brier: number;
  brierOfBaseRate: number;
  /** Probability that as few or fewer of the held ones were acted on if the filter chose at random. */
  chance: number;
}

/** What the filter would have done to outcomes that it was not trained on. */
export function measureFilter(
  model: FilterModel,
  training: readonly Example[],
  heldOut: readonly Example[],
): FilterMeasures {
  const scored = heldOut.map((example) => ({
    ...example,
    score: estimate(model, example.features),
  }));
  const passed = scored.filter(({ score }) => score >= model.threshold);
  const held = scored.filter(({ score }) => score < model.threshold);
  const actedOn = (examples: readonly Example[]) =>
    examples.filter(({ label }) => label === 1).length;
  const rate = shareActedOn(training);
  return {
    trainingExamples: training.length,
    heldOutExamples: heldOut.length,
    heldOutActedOn: actedOn(heldOut),
    held: held.length,
    withFilter: {
      precision: shareActedOn(passed),
      recall: actedOn(heldOut) === 0 ? 1 : actedOn(passed) / actedOn(heldOut),
    },
    withoutFilter: { precision: shareActedOn(heldOut), recall: 1 },
    brier: mean(scored.map(({ label, score }) => (label - score) ** 2)),
    brierOfBaseRate: mean(heldOut.map(({ label }) => (label - rate) ** 2)),
    chance: hypergeometricTail(heldOut.length, actedOn(heldOut), held.length, actedOn(held)),
  };
}

/** By weight: what nobody spoke about counts less. 0 for none. */
function shareActedOn(examples: readonly Example[]): number {
  const sum = (chosen: readonly Example[]) =>
    chosen.reduce((total, { weight }) => total + weight, 0);
  const all = sum(examples);
  return all === 0 ? 0 : sum(examples.filter(({ label }) => label === 1)) / all;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}

/**
 * Fisher's exact test, one side: drawing `drawn` of `total`, of which `marked` are marked, the
 * probability of `seen` or fewer marked ones.
 */
export function hypergeometricTail(
  total: number,
  marked: number,
  drawn: number,
  seen: number,
): number {
  const log = [0];
  for (let n = 1; n <= total; n += 1) log.push((log[n - 1] ?? 0) + Math.log(n));
  const choose = (n: number, k: number) =>
    k < 0 || k > n ? Number.NEGATIVE_INFINITY : (log[n] ?? 0) - (log[k] ?? 0) - (log[n - k] ?? 0);
  let sum = 0;
  for (let k = 0; k <= seen; k += 1) {
    sum += Math.exp(choose(marked, k) + choose(total - marked, drawn - k) - choose(total, drawn));
  }
  return Math.min(1, sum);
}
