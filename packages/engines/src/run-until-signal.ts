import { coerceError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { within } from "./within.ts";

export interface RunOptions {
  logger: Logger;
  /** Whole time for `close`; then the process ends with code 1. Default 25 s. */
  shutdownTimeoutMs?: number;
}

/** Orchestrators send SIGKILL after 30 s. */
const defaultShutdownTimeoutMs = 25_000;

const signals = ["SIGINT", "SIGTERM"] as const;
/** The shell's convention: 128 and the signal's number. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 };

/**
 * Waits for Ctrl-C or SIGTERM, calls `close`, and ends the process: code 0 when everything closed,
 * 1 when it failed or took too long. A second signal ends the process at once.
 */
export async function runUntilSignal(
  close: () => Promise<void>,
  options: RunOptions,
): Promise<never> {
  const { logger, shutdownTimeoutMs = defaultShutdownTimeoutMs } = options;
  const signal = await firstSignal();
  for (const name of signals) process.on(name, () => process.exit(exitCodes[name]));
  logger.info({ signal }, "shutting down; once more to end at once");
  const closed = close().then(
    () => 0,
    (thrown) => {
      logger.error({ error: coerceError(thrown) }, "shutdown failed");
      return 1;
    },
  );
  const code = await within(shutdownTimeoutMs, closed, () => {
    logger.error({ timeoutMs: shutdownTimeoutMs }, "shutdown took too long");
    return 1;
  });
  process.exit(code);
}

function firstSignal(): Promise<(typeof signals)[number]> {
  return new Promise((resolve) => {
    for (const name of signals) process.once(name, () => resolve(name));
    // A pending promise keeps nothing alive: an app with nothing open would end by itself.
    const keepAlive = setInterval(() => {}, 2 ** 30);
    for (const name of signals) process.once(name, () => clearInterval(keepAlive));
  });
}
