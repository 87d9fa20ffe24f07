import type { Job } from "@devflow/queue";
import { openCodeIndex } from "@devflow/retrieval";
import { indexRepository } from "./index-repository.ts";
import type { IndexerContext } from "./indexer-parts.ts";
import { readRepository } from "./read-repository.ts";
import { sweepRemoved } from "./sweep-removed.ts";

/** Pushes that were missed are caught up with at the latest then. */
const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;

/** One index job: fetch, update, and see to it that the repository comes round every week. */
export async function runIndexJob(context: IndexerContext, job: Job<"index">): Promise<void> {
  const { repositoryId } = job.data;
  await sweepRemoved(context);
  const repository = await readRepository(context.database, repositoryId);
  if (repository === null) {
    context.logger.info("nothing to index: the repository cannot be read");
    return;
  }
  const { commitSha } = await openCodeIndex(context.database, repositoryId).status();
  const { skipped, ...report } = await indexRepository(context, repository, job.signal);
  context.logger.info({ ...report, skipped: skipped.length }, "repository indexed");
  // A schedule runs its job at once, too: made by every job, it would never come to rest. A crash
  // right here costs the weekly round, not the pushes.
  if (commitSha !== null) return;
  await context.queues.schedule(`index-weekly-${repositoryId}`, "index", { repositoryId }, WEEK_MS);
}
