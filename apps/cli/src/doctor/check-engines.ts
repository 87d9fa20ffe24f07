import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { openEngines } from "@devflow/engines";
import type { Logger } from "@devflow/logging";
import type { Finding } from "./check-everything.ts";

/**
 * Opens and migrates the database and opens the queues, as `start` would. While they are open,
 * `look` sees what the database holds: opening it twice would take seconds more.
 */
export async function checkEngines(
  settings: Settings,
  logger: Logger,
  look: (database: Database) => Promise<void>,
): Promise<Finding> {
  const engines = await openEngines(settings, logger);
  try {
    const readiness = await engines.isReady();
    const { database, queues } = engines;
    if (!readiness.isReady) {
      return { state: "problem", message: readiness.reason, nextStep: "Check that it runs." };
    }
    await look(database);
    const place = database.engine === "pglite" ? ` in ${settings.dataFolder}` : "";
    const message = `${database.engine}${place}, queues in ${queues.backend}`;
    return { state: "ok", message, nextStep: null };
  } finally {
    await engines.close();
  }
}
