import type { Job, Queue, QueueOptions, Worker, WorkerOptions } from "bullmq";
import type { JobName } from "./model.ts";

/** The part of BullMQ's Queue that we use; the rest of its type depends on the store. */
export type JobQueue = Pick<Queue, "add" | "upsertJobScheduler" | "getJobCounts" | "close"> & {
  on(event: "error", listener: (error: Error) => void): unknown;
};

/** The part of BullMQ's Worker that we use. */
export type JobWorker = Pick<Worker, "pause" | "close" | "waitUntilReady"> & {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "stalled", listener: (jobId: string) => void): unknown;
};

/** The part of BullMQ's Job that we use. */
export type StoredJob = Pick<Job, "id" | "data" | "attemptsMade" | "moveToWait">;

export type Processor = (job: StoredJob, token: string | undefined) => Promise<void>;

/** Where jobs are kept: the part that differs between Redis and Postgres. */
export interface Backend {
  readonly kind: "redis" | "postgres" | "pglite";
  createQueue(name: JobName, options: Omit<QueueOptions, "connection">): JobQueue;
  createWorker(
    name: JobName,
    processor: Processor,
    options: Omit<WorkerOptions, "connection">,
  ): JobWorker;
  /** After all queues and workers are closed. */
  close(): Promise<void>;
}
