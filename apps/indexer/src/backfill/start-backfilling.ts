import { ExternalError } from "@devflow/errors";
import type { Job } from "@devflow/queue";
import type { IndexerContext } from "../indexer-parts.ts";
import { readRepository } from "../read-repository.ts";
import { enqueueBackfill } from "./enqueue-backfills.ts";
import { runBackfill } from "./run-backfill.ts";

/** Repositories have their turns: one with 50,000 pull requests takes half a day. */
const sliceMs = 60_000;

/** The queue waits better than a process that may be stopped meanwhile. */
const maxWaitMs = 10_000;

/** Works the queue of histories: one at a time, since all of them have GitHub's budget in common. */
export async function startBackfilling(context: Omit<IndexerContext, "embedder">): Promise<void> {
  await context.queues.work("backfill", (job) => runBackfillJob(context, job), { concurrency: 1 });
}

/** A slice of a repository's history; enqueues itself while there is more. */
async function runBackfillJob(
  { database, queues, logger, app, settings }: Omit<IndexerContext, "embedder">,
  job: Job<"backfill">,
): Promise<void> {
  const { repositoryId } = job.data;
  const log = logger.child({ jobId: job.id, repositoryId });
  const repository = await readRepository(database, repositoryId);
  if (repository === null) {
    log.info("no history to read: the repository cannot be read");
    return;
  }
  const client = (await app()).forInstallation(repository.installationId);
  const options = { sliceMs, maxWaitMs, secretFiles: settings.secretFiles, signal: job.signal };
  const outcome = await runBackfill(database, client, repository, options);
  log.info({ ...outcome }, "history read");
  if (outcome.end === "slice") await enqueueBackfill(queues, repositoryId);
  if (outcome.end === "waiting" && outcome.resumeAt !== null) {
    throw new ExternalError("GitHub's limits let the history be read on later only", {
      service: "github",
      retryable: true,
      code: "rate_limited",
      retryAfterMs: Math.max(1_000, outcome.resumeAt.getTime() - Date.now()),
    });
  }
}
