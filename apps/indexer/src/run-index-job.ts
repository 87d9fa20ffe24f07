import type { Job } from "@devflow/queue";
import { enqueueIndex } from "./index-queue.ts";
import { indexRepository } from "./index-repository.ts";
import type { IndexerContext } from "./indexer-parts.ts";
import { readRepository } from "./read-repository.ts";
import { sweepRemoved } from "./sweep-removed.ts";

/** One index job: fetch, update, and rebuild when it is time for that. */
export async function runIndexJob(context: IndexerContext, job: Job<"index">): Promise<void> {
  const { database, logger, queues } = context;
  const { repositoryId } = job.data;
  await sweepRemoved(context);
  const repository = await readRepository(database, repositoryId);
  if (repository === null) {
    logger.info("nothing to index: the repository cannot be read");
    return;
  }
  const { updated, rebuilt } = await indexRepository(context, repository, job.signal);
  logger.info({ ...updated, skipped: updated.skipped.length }, "repository indexed");
  if (rebuilt === null) return;
  if (rebuilt !== "unfinished") {
    logger.info({ ...rebuilt, skipped: rebuilt.skipped.length }, "repository read anew");
    return;
  }
  await enqueueIndex(queues, repositoryId);
  logger.info("rebuild goes on after what waits");
}
