import type { Settings } from "@devflow/config";
import { type Database, isFolderInUse } from "@devflow/database";
import { withLocalDatabase } from "../local/with-local-index.ts";
import type { Finding } from "./check-everything.ts";

/**
 * The embedded database through the DevFlow that has it open, which `look` sees too; null where none
 * has. Raises UsageError where that process lets nobody in.
 */
export async function checkRunning(
  settings: Settings,
  look: (database: Database) => Promise<void>,
): Promise<Finding | null> {
  if (settings.databaseUrl !== null || !isFolderInUse(settings.dataFolder)) return null;
  await withLocalDatabase(settings, look);
  const message = `pglite in ${settings.dataFolder}, through the DevFlow that runs on it`;
  return { state: "ok", message, nextStep: null };
}
