import type { WorkerContext } from "../context.ts";
import type { WorkerParts } from "../worker-parts.ts";
import { runOutcomesJob } from "./run-outcomes-job.ts";
import { sweepOutcomes } from "./sweep-outcomes.ts";

/** One night. */
const everyMs = 24 * 60 * 60 * 1_000;

/** A reading is a handful of requests; two leave GitHub's hour to the reviews. */
const concurrency = 2;

/**
 * Reads what became of findings: of one pull request when something happened there, and every night
 * and at the start of all that are due.
 */
export async function startOutcomes(
  { database, queues, logger, now = () => new Date() }: WorkerParts,
  contextFor: (fields: object) => Promise<WorkerContext>,
): Promise<void> {
  await queues.work(
    "outcomes",
    async (job) => {
      const context = await contextFor({ jobId: job.id, ...job.data });
      await runOutcomesJob({ ...context, now }, job);
    },
    { concurrency },
  );
  await queues.work(
    "sweep_outcomes",
    async (job) => {
      const pulls = await sweepOutcomes(database, queues, now());
      logger.info({ jobId: job.id, pulls }, "pull requests whose outcomes are read again");
    },
    { concurrency: 1 },
  );
  await queues.schedule("sweep-outcomes", "sweep_outcomes", { scope: "all" }, everyMs);
  await queues.enqueue("sweep_outcomes", { scope: "all" }, { deduplicationKey: "sweep-outcomes" });
}
