import { startAnchors } from "@devflow/audit";
import { openEmbedder } from "@devflow/engines";
import { coerceError } from "@devflow/errors";
import { createAppAccess } from "@devflow/github";
import { sweepCodeIndexes } from "@devflow/retrieval";
import { forgetUsage } from "@devflow/usage";
import { enqueueDueBackfills } from "./backfill/enqueue-backfills.ts";
import { forgetOldComments } from "./backfill/forget-old-comments.ts";
import { startBackfilling } from "./backfill/start-backfilling.ts";
import { enqueueDueFollows, startFollowing } from "./backfill/start-following.ts";
import { enqueueDue } from "./enqueue-due.ts";
import { forgetOldDrafts } from "./export/forget-old-drafts.ts";
import { startExporting } from "./export/start-exporting.ts";
import { startTraining } from "./filter/start-training.ts";
import { forgetLearned } from "./forget-learned.ts";
import type { IndexerParts } from "./indexer-parts.ts";
import { startRetraining } from "./retrain/start-retraining.ts";
import { startRollouts } from "./rollout/start-rollouts.ts";
import { runIndexJob } from "./run-index-job.ts";
import { sweepRemoved } from "./sweep-removed.ts";

/** Indexing is bound by the processor: a second one beside it would only slow both. */
const CONCURRENCY = 1;

export interface RunningIndexer {
  /** Before the engines are closed; a running job goes on until the queues close. */
  close(): Promise<void>;
}

/** Works the index queue, enqueues what is due, deletes what is out of use, trains the filters, and anchors the audit log. */
export async function startIndexer(parts: IndexerParts): Promise<RunningIndexer> {
  const { settings, queues, logger } = parts;
  const app = createAppAccess(settings, logger);
  const embedder = await openEmbedder(settings, logger);
  let sweeping = sweepQuietly(parts);
  const timer = setInterval(() => {
    sweeping = sweeping.then(() => sweepQuietly(parts));
  }, settings.sweepIntervalMs);
  timer.unref();
  await queues.work(
    "index",
    async (job) => {
      const { repositoryId } = job.data;
      await runIndexJob(
        { ...parts, app, embedder, logger: logger.child({ jobId: job.id, repositoryId }) },
        job,
      );
    },
    { concurrency: CONCURRENCY },
  );
  await startBackfilling({ ...parts, app });
  await startFollowing({ ...parts, app });
  await startTraining(parts);
  await startExporting(parts);
  await startRollouts(parts);
  await startRetraining(parts);
  const anchors = await startAnchors(parts.database, logger, { file: settings.auditAnchorFile });
  logger.info("the indexer waits for repositories");
  return {
    async close() {
      clearInterval(timer);
      await sweeping;
      await anchors.close();
    },
  };
}

async function sweepQuietly(parts: IndexerParts): Promise<void> {
  try {
    await sweepRemoved(parts);
    await sweepCodeIndexes(parts.database);
    const forgotten = await forgetLearned(parts.database);
    if (forgotten.length > 0) parts.logger.info({ forgotten }, "removed repositories forgotten");
    const { draftRetentionDays, commentRetentionDays, usageRetentionDays, keepContentDays } =
      parts.settings;
    await forgetOldDrafts(parts.database, draftRetentionDays);
    await forgetOldComments(parts.database, commentRetentionDays);
    await forgetUsage(parts.database, {
      retentionDays: usageRetentionDays,
      contentDays: keepContentDays,
    });
    await enqueueDue(parts);
    await enqueueDueBackfills(parts);
    await enqueueDueFollows(parts);
  } catch (thrown) {
    parts.logger.warn({ error: coerceError(thrown) }, "repositories not swept");
  }
}
