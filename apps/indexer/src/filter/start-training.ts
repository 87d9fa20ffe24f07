import type { IndexerParts } from "../indexer-parts.ts";
import { trainFilters } from "./train-filters.ts";

/** One night. */
const everyMs = 24 * 60 * 60 * 1_000;

/** Trains the filters every night: milliseconds each, so it shares the process with indexing. */
export async function startTraining({ database, queues, logger }: IndexerParts): Promise<void> {
  await queues.work(
    "train_filter",
    async (job) => {
      for (const { repositoryId, isInUse, reason } of await trainFilters(database)) {
        logger.info({ jobId: job.id, repositoryId, isInUse, reason }, "filter trained");
      }
    },
    { concurrency: 1 },
  );
  await queues.schedule("train-filters", "train_filter", { scope: "all" }, everyMs);
}
