import type { Database } from "@devflow/database";
import type { Logger } from "@devflow/logging";
import type { Backend, JobQueue, JobWorker } from "./backend.ts";
import type { JobName, Queues } from "./model.ts";
import { openPostgresBackend } from "./postgres-backend.ts";
import { callQueue, closedError } from "./queue-error.ts";
import { openRedisBackend } from "./redis-backend.ts";
import { requireIds } from "./require-ids.ts";
import { type RetryPolicy, retryDelayMs, retryPolicies } from "./retry-policies.ts";
import { runJob } from "./run-job.ts";
import { RunningJobs } from "./running-jobs.ts";

/**
 * Properties wanted: a job whose process dies runs again within 30 s; a job runs again after a
 * retryable failure and never after another one; a process that is told to stop gives its jobs to
 * others at once; nothing in the queue grows for ever.
 * Design: BullMQ, with one queue per job name. A worker renews a 10 s lock on its job; every 5 s
 * some worker looks for jobs whose lock ran out (measured: 10.5 s from SIGKILL to the next run;
 * BullMQ's defaults take 60 s). On shutdown the signals are aborted, and a handler that ends
 * because of it puts its job back to the waiting ones.
 * Races accepted: a process that is stopped for longer than its lock (a suspended laptop) may find
 * its job running elsewhere: every handler must stand a second run. A handler that ignores its
 * signal is left alone at shutdown; its lock runs out after the process ended.
 */
const lockDurationMs = 10_000;
const stalledIntervalMs = 5_000;
/** Kills that a job survives. One that takes its process down every time ends as failed. */
const maxStalledCount = 3;
/** Pause of a worker's loop after its store failed; BullMQ's 15 s would cost half of our 30 s. */
const storeRetryDelayMs = 2_000;
/** How long a handler may take to notice its aborted signal. */
const abortGraceMs = 3_000;

const daySeconds = 24 * 60 * 60;
const keepCompleted = { count: 200, age: daySeconds };
const keepFailed = { count: 1_000, age: 14 * daySeconds };
/** BullMQ's event stream, which nothing of ours reads. */
const keepEvents = 100;

export type QueueStore =
  /** Keys start with `namespace`, so that the Redis may be shared. Default `devflow`. */
  { redisUrl: string; namespace?: string } | { database: Database };

export interface QueueSettings {
  /** Replaces the table's waits between tries; tests do. */
  firstRetryDelayMs?: number;
}

/** Opens the queues in Redis, or in the database when there is no Redis. */
export async function openQueues(
  store: QueueStore,
  logger: Logger,
  settings: QueueSettings = {},
): Promise<Queues> {
  const backend =
    "redisUrl" in store
      ? openRedisBackend(store.redisUrl, store.namespace ?? "devflow", logger)
      : await openPostgresBackend(store.database);
  return new BullQueues(backend, logger, settings);
}

const jobNames = Object.keys(retryPolicies) as JobName[];

class BullQueues implements Queues {
  readonly backend: Backend["kind"];
  private readonly store: Backend;
  private readonly logger: Logger;
  private readonly settings: QueueSettings;
  private readonly queues = new Map<JobName, JobQueue>();
  private readonly workers: JobWorker[] = [];
  private readonly running = new RunningJobs();
  private closing: Promise<void> | undefined;
  /** Set when no handler runs any more: until then handlers may still add jobs. */
  private isClosed = false;

  constructor(store: Backend, logger: Logger, settings: QueueSettings) {
    this.backend = store.kind;
    this.store = store;
    this.logger = logger;
    this.settings = settings;
  }

  enqueue: Queues["enqueue"] = async (name, data, options = {}) => {
    requireIds(data);
    const { deduplicationKey, delayMs } = options;
    const deduplication = deduplicationKey && { id: deduplicationKey, keepLastIfActive: true };
    await callQueue(() =>
      this.queue(name).add(name, data, {
        ...(deduplication ? { deduplication } : {}),
        ...(delayMs ? { delay: delayMs } : {}),
      }),
    );
  };

  work: Queues["work"] = async (name, handler, { concurrency }) => {
    const policy = this.policyOf(name);
    const run = { name, handler, policy, signal: this.running.signal, logger: this.logger };
    const worker = this.store.createWorker(
      name,
      (job, token) => this.running.track(runJob(run, job, token)),
      {
        concurrency,
        lockDuration: lockDurationMs,
        stalledInterval: stalledIntervalMs,
        maxStalledCount,
        runRetryDelay: storeRetryDelayMs,
        settings: {
          backoffStrategy: (attempt, _type, error) => retryDelayMs(policy, attempt, error),
        },
      },
    );
    worker.on("error", (error) => this.logger.warn({ error, jobName: name }, "worker failed"));
    worker.on("stalled", (id) => this.logger.warn({ jobId: id, jobName: name }, "job stalled"));
    this.workers.push(worker);
    await callQueue(() => worker.waitUntilReady());
  };

  schedule: Queues["schedule"] = async (id, name, data, everyMs) => {
    requireIds(data);
    const template = { name, data, opts: this.jobOptions(name) };
    await callQueue(() => this.queue(name).upsertJobScheduler(id, { every: everyMs }, template));
  };

  counts: Queues["counts"] = async () => {
    const entries = jobNames.map(async (name) => [name, await this.countsOf(name)] as const);
    return Object.fromEntries(await callQueue(() => Promise.all(entries))) as Awaited<
      ReturnType<Queues["counts"]>
    >;
  };

  close(timeoutMs: number): Promise<void> {
    this.closing ??= this.shutDown(timeoutMs);
    return this.closing;
  }

  private async countsOf(name: JobName) {
    const counts = await this.queue(name).getJobCounts("waiting", "active", "delayed", "failed");
    const of = (state: string) => counts[state] ?? 0;
    return {
      waiting: of("waiting"),
      active: of("active"),
      delayed: of("delayed"),
      failed: of("failed"),
    };
  }

  private async shutDown(timeoutMs: number): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.pause(true)));
    const hasEnded = await this.running.settle(timeoutMs);
    // From here on also a job that was just fetched is handed back.
    this.running.abort();
    const isQuiet = hasEnded || (await this.running.settle(abortGraceMs));
    if (!isQuiet) this.logger.warn("jobs did not react to their signal and are left behind");
    await Promise.all(this.workers.map((worker) => worker.close(!isQuiet)));
    this.isClosed = true;
    await Promise.all([...this.queues.values()].map((queue) => queue.close()));
    await this.store.close();
  }

  private queue(name: JobName): JobQueue {
    if (this.isClosed) throw closedError();
    const known = this.queues.get(name);
    if (known) return known;
    const queue = this.store.createQueue(name, {
      defaultJobOptions: this.jobOptions(name),
      streams: { events: { maxLen: keepEvents } },
    });
    queue.on("error", (error) => this.logger.warn({ error, jobName: name }, "queue failed"));
    this.queues.set(name, queue);
    return queue;
  }

  private policyOf(name: JobName): RetryPolicy {
    const policy = retryPolicies[name];
    const { firstRetryDelayMs } = this.settings;
    return firstRetryDelayMs === undefined
      ? policy
      : { ...policy, firstDelayMs: firstRetryDelayMs };
  }

  private jobOptions(name: JobName) {
    return {
      attempts: this.policyOf(name).attempts,
      backoff: { type: "by_policy" },
      removeOnComplete: keepCompleted,
      removeOnFail: keepFailed,
    };
  }
}
