import { ExternalError } from "@devflow/errors";
import type { Job, Queues } from "@devflow/queue";
import type { IndexerContext, IndexerParts } from "../indexer-parts.ts";
import { readRepository } from "../read-repository.ts";
import { repositoriesWithDuePulls } from "./due-pulls.ts";
import { followReviewed } from "./follow-reviewed.ts";

/** The others come with the next sweep. */
const MOST_AT_ONCE = 100;

type FollowContext = Omit<IndexerContext, "embedder">;

/** Works the queue of reviewed pull requests: one repository at a time, as of histories. */
export async function startFollowing(context: FollowContext): Promise<void> {
  await context.queues.work("follow", (job) => runFollowJob(context, job), { concurrency: 1 });
}

/** Enqueues the repositories in which reviewed pull requests are to be read; none with COMMENT_RETENTION_DAYS 0. */
export async function enqueueDueFollows({
  database,
  queues,
  settings,
  now = () => new Date(),
}: IndexerParts): Promise<void> {
  if (settings.commentRetentionDays === 0) return;
  const due = await repositoriesWithDuePulls(database, now(), MOST_AT_ONCE);
  for (const repositoryId of due) await enqueueFollow(queues, repositoryId);
}

async function enqueueFollow(queues: Queues, repositoryId: number): Promise<void> {
  await queues.enqueue("follow", { repositoryId }, { deduplicationKey: `follow-${repositoryId}` });
}

async function runFollowJob(
  { database, queues, logger, app, settings, now = () => new Date() }: FollowContext,
  job: Job<"follow">,
): Promise<void> {
  const { repositoryId } = job.data;
  const repository = await readRepository(database, repositoryId);
  if (repository === null || settings.commentRetentionDays === 0) return;
  const client = (await app()).forInstallation(repository.installationId);
  const { wait, ...outcome } = await followReviewed(database, client, repository, {
    now,
    secretFiles: settings.secretFiles,
    signal: job.signal,
  });
  logger.info({ jobId: job.id, repositoryId, ...outcome }, "reviewed pull requests followed");
  if (wait !== null) {
    throw new ExternalError("GitHub's limits let pull requests be followed later only", {
      service: "github",
      retryable: true,
      code: "rate_limited",
      retryAfterMs: Math.max(1_000, wait.until.getTime() - Date.now()),
    });
  }
  if (outcome.hasMore) await enqueueFollow(queues, repositoryId);
}
