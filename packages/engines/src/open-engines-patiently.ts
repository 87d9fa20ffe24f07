import { setTimeout } from "node:timers/promises";
import type { Settings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import { type Logger, scrubText } from "@devflow/logging";
import { type Engines, openEngines } from "./open-engines.ts";

/** Who reads the log sees within a minute that it still waits, and for what. */
const tellEveryMs = 30_000;
const lookEveryMs = 1_000;

/**
 * The same as {@link openEngines} for a process that stays: a server that gives no answer as yet is
 * waited for, and the log says which. So the order in which machines come up does not matter. What no
 * waiting mends, a wrong password of Postgres or a data folder in use, is raised at once.
 *
 * A server that goes away again before the apps have asked it ends the process, as before: whoever
 * started it starts it anew.
 */
export async function openEnginesPatiently(settings: Settings, logger: Logger): Promise<Engines> {
  const tell = teller(logger);
  const engines = await openOnceThere(settings, logger, tell);
  for (;;) {
    // A Redis is asked for the first time here.
    const readiness = await engines.isReady();
    if (readiness.isReady) return engines;
    tell(readiness.reason);
    await setTimeout(lookEveryMs);
  }
}

async function openOnceThere(settings: Settings, logger: Logger, tell: (reason: string) => void) {
  for (;;) {
    try {
      return await openEngines(settings, logger);
    } catch (thrown) {
      if (!(thrown instanceof ExternalError) || !thrown.retryable) throw thrown;
      tell(scrubText(thrown.message));
      await setTimeout(lookEveryMs);
    }
  }
}

function teller(logger: Logger): (reason: string) => void {
  let told = { reason: "", at: 0 };
  return (reason) => {
    const at = performance.now();
    if (reason === told.reason && at - told.at < tellEveryMs) return;
    told = { reason, at };
    logger.warn({ reason }, "waiting until database and queue answer");
  };
}
