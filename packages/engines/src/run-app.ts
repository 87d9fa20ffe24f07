import { loadSettings, loggerOptions, readEnvironment, type Settings } from "@devflow/config";
import { ExternalError, UsageError } from "@devflow/errors";
import { setUpOutgoing } from "@devflow/http";
import { createLogger } from "@devflow/logging";
import type { Engines } from "./open-engines.ts";
import { openEnginesPatiently } from "./open-engines-patiently.ts";
import { runUntilSignal } from "./run-until-signal.ts";
import { startHealthServer } from "./start-health-server.ts";
import { tellConfiguration } from "./tell-configuration.ts";

export interface AppProcess {
  name: string;
  start(engines: Engines): Promise<{ close(): Promise<void> }>;
  /** Where the health paths are served; leave it out for an app with an HTTP server of its own. */
  healthPort?: (settings: Settings) => number;
}

/**
 * One app as a process of its own: settings, engines, the app, its health server, and everything
 * closed in the opposite order on a signal. What a person can put right is said in two lines.
 */
export async function runApp(app: AppProcess): Promise<void> {
  try {
    await run(app);
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof ExternalError)) throw error;
    const nextStep = error instanceof UsageError ? error.nextStep : "Check that it runs.";
    process.stderr.write(`error: ${error.message}\n${nextStep}\n`);
    // Engines that did open must not keep a process alive that could not start.
    process.exit(error instanceof UsageError ? 2 : 3);
  }
}

async function run({ name, start, healthPort }: AppProcess): Promise<void> {
  const settings = loadSettings(readEnvironment());
  setUpOutgoing(settings.network);
  const logger = createLogger(loggerOptions(settings)).child({ app: name });
  const engines = await openEnginesPatiently(settings, logger);
  await tellConfiguration(engines, name);
  const app = await start(engines);
  const { isReady, metrics } = engines;
  const { host, shutdownTimeoutMs } = settings;
  const health =
    healthPort &&
    (await startHealthServer({ host, port: healthPort(settings), logger, isReady, metrics }));
  await runUntilSignal(
    async () => {
      await health?.close();
      await app.close();
      await engines.close();
    },
    { logger, shutdownTimeoutMs },
  );
}
