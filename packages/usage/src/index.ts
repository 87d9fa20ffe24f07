export {
  createUsageRecorder,
  type UsageProblem,
  type UsageRecorder,
  type UsageRecorderOptions,
} from "./create-usage-recorder.ts";
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
export { readUsage } from "./metrics/read-usage.ts";
export type * from "./model.ts";
