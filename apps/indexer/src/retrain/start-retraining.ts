import type { IndexerParts } from "../indexer-parts.ts";
import { retrain } from "./retrain.ts";
import { retrainPorts } from "./retrain-ports.ts";

/** A month. */
const everyMs = 30 * 24 * 60 * 60 * 1_000;

/** Retrains once a month where that is wanted; off by default. */
export async function startRetraining(parts: IndexerParts): Promise<void> {
  const { settings, database, queues, logger } = parts;
  await queues.work(
    "retrain",
    async (job) => {
      // A schedule outlives the setting that made it.
      if (!settings.isRetrainMonthly) return;
      const log = logger.child({ jobId: job.id });
      const onText = (text: string) => log.info({ text }, "retraining goes on");
      const ports = retrainPorts({ settings, database, logger, signal: job.signal, onText });
      const { exported, adapters } = await retrain(database, ports, { actor: "devflow" });
      log.info({ exportId: exported.id, rows: exported.rows, adapters }, "retrained");
    },
    { concurrency: 1 },
  );
  if (settings.isRetrainMonthly) {
    await queues.schedule("retrain", "retrain", { scope: "all" }, everyMs);
  }
}
