import type { IndexerParts } from "../indexer-parts.ts";
import { lookAtRollouts } from "./look-at-rollouts.ts";

const everyMs = 60 * 60 * 1_000;

/** Looks at the outcomes of open rollouts every hour. */
export async function startRollouts(parts: IndexerParts): Promise<void> {
  const { settings, database, queues, logger } = parts;
  await queues.work(
    "rollout",
    async (job) => {
      const looks = await lookAtRollouts(database, { isAutomatic: settings.isRolloutAutomatic });
      for (const { rollout, decision, taken } of looks) {
        const { adapter, stage } = rollout;
        const fields = { jobId: job.id, adapter, stage, step: decision.step, taken };
        const [reason] = decision.reasons;
        if (taken === null) logger.info({ ...fields, reason }, "rollout looked at");
        else logger.warn({ ...fields, reason }, "rollout takes a step");
      }
    },
    { concurrency: 1 },
  );
  await queues.schedule("rollout", "rollout", { scope: "all" }, everyMs);
}
