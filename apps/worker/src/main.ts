import { loadSettings, loggerOptions, readEnvironment } from "@devflow/config";
import { openEngines, runUntilSignal, startHealthServer } from "@devflow/engines";
import { createLogger } from "@devflow/logging";
import { startWorker } from "./start-worker.ts";

const settings = loadSettings(readEnvironment());
const logger = createLogger(loggerOptions(settings)).child({ app: "worker" });
const engines = await openEngines(settings, logger);
const worker = await startWorker(engines);
const health = await startHealthServer({
  host: settings.host,
  port: settings.workerPort,
  logger,
  isReady: engines.isReady,
  metrics: engines.metrics,
});

await runUntilSignal(
  async () => {
    await health.close();
    await worker.close();
    await engines.close();
  },
  { logger, shutdownTimeoutMs: settings.shutdownTimeoutMs },
);
