import { machineUser, recordConfiguration } from "@devflow/audit";
import { configurationOf } from "@devflow/config";
import { coerceError } from "@devflow/errors";
import type { Engines } from "./open-engines.ts";

/**
 * Has the audit log tell that this process has other settings than the last of its name. A log that
 * cannot be written keeps nobody from working: it is said in the log stream.
 */
export async function tellConfiguration(
  { database, settings, logger }: Pick<Engines, "database" | "settings" | "logger">,
  app: string,
): Promise<void> {
  try {
    const configuration = configurationOf(settings);
    const changed = await recordConfiguration(database, {
      app,
      actor: machineUser(),
      configuration,
    });
    if (changed !== null) logger.info({ changed }, "settings told to the audit log");
  } catch (thrown) {
    logger.warn({ err: coerceError(thrown) }, "settings not told to the audit log");
  }
}
