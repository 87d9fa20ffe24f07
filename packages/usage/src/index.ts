export {
  createUsageRecorder,
  type UsageProblem,
  type UsageRecorder,
  type UsageRecorderOptions,
} from "./create-usage-recorder.ts";
export type * from "./model.ts";
