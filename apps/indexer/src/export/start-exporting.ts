import { ExternalError } from "@devflow/errors";
import type { IndexerParts } from "../indexer-parts.ts";
import { defaultRequest } from "./default-request.ts";
import { runExport } from "./run-export.ts";

/** One night. */
const everyMs = 24 * 60 * 60 * 1_000;

/** Writes a data set every night where that is wanted; always answers the job. */
export async function startExporting(parts: IndexerParts): Promise<void> {
  const { queues, settings, logger } = parts;
  await queues.work(
    "export",
    async (job) => {
      // A schedule outlives the setting that made it.
      if (!settings.export.isNightly) return;
      try {
        const { id, place, manifest } = await runExport(
          { ...parts, signal: job.signal },
          defaultRequest(),
        );
        logger.info(
          { jobId: job.id, exportId: id, place, rows: manifest.rows },
          "data set written",
        );
      } catch (thrown) {
        if (!(thrown instanceof ExternalError) || thrown.code !== "export_running") throw thrown;
        logger.info({ jobId: job.id }, "another data set is being written");
      }
    },
    { concurrency: 1 },
  );
  if (settings.export.isNightly)
    await queues.schedule("export", "export", { scope: "all" }, everyMs);
}
