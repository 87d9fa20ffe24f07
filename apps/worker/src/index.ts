export { type RunningWorker, startWorker } from "./start-worker.ts";
export type { WorkerParts } from "./worker-parts.ts";
