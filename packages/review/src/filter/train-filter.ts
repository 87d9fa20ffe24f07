import { FEATURE_VERSION } from "./features.ts";
import {
  type Example,
  estimate,
  fitLogisticRegression,
  type LinearModel,
} from "./logistic-regression.ts";
import { type FilterMeasures, measureFilter } from "./measure-filter.ts";
import type { FilterModel } from "./model.ts";
import { priorModel } from "./prior.ts";

/** An outcome with the features that its finding had when it was posted. */
export interface TrainingExample extends Example {
  /** When it was posted: the newest are held out. */
  at: Date;
}

export interface Training {
  model: FilterModel;
  measures: FilterMeasures;
  isInUse: boolean;
  /** Why it is in use, or why not, for people. */
  reason: string;
}

/** Fewer say nothing about a team; another source of examples, or the prior, is taken then. */
export const leastOutcomes = 60;
export const leastOfEachKind = 10;

/** The newest share of the examples, on which the model is measured and never trained. */
const heldOutShare = 0.25;
/** Of what people acted on in the training part, this share must pass. */
const wantedRecall = 0.9;
/** On held-out outcomes; less is worse than no filter. */
const leastRecall = 0.8;
/**
 * How likely what the filter holds would be acted on so rarely by chance. Small, since it is tried
 * every night: at 0.05 random outcomes would switch it on within weeks.
 */
const mostChance = 0.01;
/** Held examples below which the newest outcomes say nothing about the filter. */
const leastHeld = 3;
const penalty = 1;
const folds = 5;

/** True when there is enough to train on. */
export function isEnough(examples: readonly TrainingExample[]): boolean {
  const ofKind = (label: 0 | 1) => examples.filter((example) => example.label === label).length;
  return examples.length >= leastOutcomes && Math.min(ofKind(0), ofKind(1)) >= leastOfEachKind;
}

/**
 * Trains on the older three quarters, chooses the threshold there by cross-validation, and measures
 * on the newest quarter. What was measured is what is used. It is switched off when it is worse than
 * no filter: then nothing is filtered, also not by the prior. The outcomes have shown that the
 * estimate does not fit this team, and what the prior held nobody has seen.
 *
 * A filter in use holds what it was right about, so that the newest outcomes no longer show it: one
 * that was in use stays so while they say nothing against it.
 *
 * @param examples in any order; {@link isEnough} must hold
 */
export function trainFilter(examples: readonly TrainingExample[], wasInUse: boolean): Training {
  const ordered = [...examples].sort((a, b) => a.at.getTime() - b.at.getTime());
  const cut = Math.floor(ordered.length * (1 - heldOutShare));
  const [training, heldOut] = [ordered.slice(0, cut), ordered.slice(cut)];
  const fitted = fitLogisticRegression(training, priorModel, penalty);
  const threshold = chooseThreshold(training);
  const model: FilterModel = { kind: "trained", version: FEATURE_VERSION, ...fitted, threshold };
  const measures = measureFilter(model, training, heldOut);
  return { model, measures, ...decide(measures, wasInUse) };
}

/** The highest threshold that lets enough of what people acted on pass, on folds left out of the fit. */
function chooseThreshold(training: readonly TrainingExample[]): number {
  const scores: number[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const model: LinearModel = fitLogisticRegression(
      training.filter((_, index) => index % folds !== fold),
      priorModel,
      penalty,
    );
    for (const [index, { label, features }] of training.entries()) {
      if (index % folds === fold && label === 1) scores.push(estimate(model, features));
    }
  }
  scores.sort((a, b) => a - b);
  return scores[Math.floor(scores.length * (1 - wantedRecall))] ?? priorModel.threshold;
}

function decide(measures: FilterMeasures, wasInUse: boolean): Pick<Training, "isInUse" | "reason"> {
  const { withFilter, withoutFilter, held, chance } = measures;
  const off = (reason: string) => ({ isInUse: false, reason });
  const on = (reason: string) => ({ isInUse: true, reason });
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  if (withFilter.recall < leastRecall) {
    return off(
      `off: it would hold ${percent(1 - withFilter.recall)} of what people acted on among the newest outcomes`,
    );
  }
  if (held < leastHeld && wasInUse) {
    return on("in use: the newest outcomes say nothing against it");
  }
  if (withFilter.precision <= withoutFilter.precision) {
    return off("off: on the newest outcomes it is no better than no filter");
  }
  const gain = `${percent(withFilter.precision)} instead of ${percent(withoutFilter.precision)} of what is said is acted on,`;
  if (chance > mostChance && !wasInUse) {
    return off(`off: ${gain} measured on the newest outcomes, which may be chance`);
  }
  return on(`in use: ${gain} measured on the newest outcomes`);
}
