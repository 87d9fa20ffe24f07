export type * from "./model.ts";
export { openQueues, type QueueSettings, type QueueStore } from "./open-queues.ts";
export { type RetryPolicy, retryPolicies } from "./retry-policies.ts";
