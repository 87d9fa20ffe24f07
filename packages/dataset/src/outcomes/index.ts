export { decideOutcome, type Outcome, strengthOf, type WeighedSignal } from "./decide-outcome.ts";
export { type FlaggedLines, flaggedLinesNow, type LinesNow } from "./flagged-lines.ts";
export {
  type Grouping,
  groupings,
  type MeasuredRemark,
  measureGroup,
  measureOutcomes,
  type OutcomeMeasure,
} from "./measure-outcomes.ts";
export { DISMISSED_FOR_LATER, STRENGTHS } from "./strengths.ts";
