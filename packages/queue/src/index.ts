export type * from "./model.ts";
export { openQueues, type QueueSettings, type QueueStore } from "./open-queues.ts";
export { type Limit, openSharedLimits, type SharedLimits } from "./open-shared-limits.ts";
export { openSharedTexts, type SharedTexts } from "./open-shared-texts.ts";
export { type RetryPolicy, retryPolicies } from "./retry-policies.ts";
