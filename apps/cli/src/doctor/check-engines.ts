import type { Settings } from "@devflow/config";
import { openEngines } from "@devflow/engines";
import type { Logger } from "@devflow/logging";
import type { Finding } from "./check-everything.ts";

/** Opens and migrates the database and opens the queues, as `start` would. */
export async function checkEngines(settings: Settings, logger: Logger): Promise<Finding> {
  const engines = await openEngines(settings, logger);
  try {
    const readiness = await engines.isReady();
    const { database, queues } = engines;
    if (!readiness.isReady) {
      return { state: "problem", message: readiness.reason, nextStep: "Check that it runs." };
    }
    const place = database.engine === "pglite" ? ` in ${settings.dataFolder}` : "";
    const message = `${database.engine}${place}, queues in ${queues.backend}`;
    return { state: "ok", message, nextStep: null };
  } finally {
    await engines.close();
  }
}
