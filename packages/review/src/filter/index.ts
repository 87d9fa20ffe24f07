export {
  FEATURE_VERSION,
  type Featured,
  featureNames,
  featuresOf,
  vectorOf,
} from "./features.ts";
export type { FilterMeasures, PrecisionRecall } from "./measure-filter.ts";
export type { EmbedTexts, FilterInUse, FilterModel, PastOutcome } from "./model.ts";
export { unlike } from "./nearest-outcomes.ts";
export { priorFilter, priorModel } from "./prior.ts";
export { fromStoredModel, toStoredModel } from "./stored-model.ts";
export {
  isEnough,
  leastOfEachKind,
  leastOutcomes,
  type Training,
  type TrainingExample,
  trainFilter,
} from "./train-filter.ts";
