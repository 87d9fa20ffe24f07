import { loadExperts } from "@devflow/config";
import { openEmbedder } from "@devflow/engines";
import { createExpertSource } from "@devflow/expert";
import { createAppAccess } from "@devflow/github";
import { bundledRules, secretFilesWith } from "@devflow/syntax";
import { Registry } from "prom-client";
import { runCommandJob } from "./command/run-command-job.ts";
import type { WorkerContext } from "./context.ts";
import { createShadowDrafts } from "./experts/shadow-drafts.ts";
import { startOutcomes } from "./outcomes/start-outcomes.ts";
import { runReviewJob } from "./review/run-review-job.ts";
import { watchSuperseded } from "./review/supersede-watch.ts";
import { createWorkerMetrics } from "./worker-metrics.ts";
import type { WorkerParts } from "./worker-parts.ts";

/** Commands are short and people wait for them; they do not stand behind reviews. */
const commandConcurrency = 4;

export interface RunningWorker {
  /** Before the engines are closed; running jobs go on until the queues close. */
  close(): Promise<void>;
}

/** Works the queues of reviews, commands and outcomes; the only writer to GitHub. */
export async function startWorker(parts: WorkerParts): Promise<RunningWorker> {
  const { settings, database, queues, logger, onStep } = parts;
  const rules = await bundledRules();
  const experts = createExpertSource(loadExperts(settings), logger);
  const embedder = await openEmbedder(settings, logger);
  const app = createAppAccess(settings, logger);
  const metrics = createWorkerMetrics(parts.metrics ?? new Registry());
  const shadows = createShadowDrafts(logger);
  const watch = await watchSuperseded(database);
  const isSecretFile = secretFilesWith(settings.secretFiles);
  const contextFor = async (fields: object): Promise<WorkerContext> => ({
    database,
    logger: logger.child(fields),
    metrics,
    app: await app(),
    rules,
    embedder,
    isSecretFile,
    keepsDrafts: settings.draftRetentionDays > 0,
    expert: async () => (await experts.current())?.expert ?? null,
    adapters: async () => (await experts.current())?.adapters ?? null,
    shadows,
    ...(onStep && { onStep }),
  });

  await queues.work(
    "review",
    async (job) => {
      const context = await contextFor({ jobId: job.id, reviewId: job.data.reviewId });
      await runReviewJob(context, watch, job);
    },
    { concurrency: settings.reviewConcurrency },
  );
  await queues.work(
    "command",
    async (job) => {
      const context = await contextFor({ jobId: job.id, commandId: job.data.commandId });
      await runCommandJob(context, queues, job);
    },
    { concurrency: commandConcurrency },
  );
  await startOutcomes(parts, contextFor);
  logger.info({ rules: rules.rules.length }, "the worker waits for reviews");
  return {
    async close() {
      metrics.remove();
      await shadows.close();
      await watch.close();
    },
  };
}
