export { type FilteredText, filterText } from "./filters/filter-text.ts";
export {
  DROP_REASONS,
  type DropReason,
  type FilterReason,
  TRIM_REASONS,
  type TrimReason,
} from "./filters/reasons.ts";
export { hasLanguageRules } from "./language/language-rules.ts";
export type * from "./model.ts";
export { type BuiltFill, buildFill, type FillOptions } from "./prompt/build-fill.ts";
export { type EndedBy, type ReadingRules, readingRulesOf } from "./reading/model.ts";
export { type ReadCompletion, readCompletion } from "./reading/read-completion.ts";
export { createCompletionService } from "./serve/create-completion-service.ts";
export type * from "./serve/model.ts";
