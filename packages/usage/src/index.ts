export { type ContentKey, type ContentKeys, contentKeys } from "./content/content-keys.ts";
export { insertContents } from "./content/insert-contents.ts";
export {
  type ContentToKeep,
  type KeptAnswer,
  type KeptCompletion,
  type KeptContent,
  keptChars,
} from "./content/model.ts";
export { openContent, type SealedContent } from "./content/seal-content.ts";
export { setMayKeepContent } from "./content/set-may-keep-content.ts";
export {
  type ContentKeeping,
  createUsageRecorder,
  type UsageProblem,
  type UsageRecorder,
  type UsageRecorderOptions,
} from "./create-usage-recorder.ts";
export { type UsageEvent, type UsageEventLevel, usageEventSchemas } from "./events/model.ts";
export {
  readUsageEvents,
  type UsageEventPage,
  type UsageEventQuery,
} from "./events/read-usage-events.ts";
export { type ForgottenUsage, forgetUsage, type UsageRetention } from "./forget-usage.ts";
export { dayOf, isDay, mostDays } from "./metrics/day.ts";
export {
  type ActivityCounts,
  type CompletionMeasures,
  type Percentiles,
  type Retained,
  type UsageGroup,
  type UsageQuery,
  type UsageRecord,
  usageGroups,
} from "./metrics/model.ts";
export { seenAfterMs } from "./metrics/read-completion-counts.ts";
export { readUsage } from "./metrics/read-usage.ts";
export type * from "./model.ts";
export { assistOutcomes } from "./model.ts";
