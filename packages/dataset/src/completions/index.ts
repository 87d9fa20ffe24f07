export {
  type CompletionExampleOptions,
  completionExamples,
  completionReasons,
} from "./completion-examples.ts";
export { type CompletionOutcome, deletedShare, labelOf, retainedShare } from "./label-of.ts";
export type { CompletionRecord } from "./model.ts";
