import { loadSettings, loggerOptions, readEnvironment } from "@devflow/config";
import { openEngines, runUntilSignal, startHealthServer } from "@devflow/engines";
import { createLogger } from "@devflow/logging";
import { startIndexer } from "./start-indexer.ts";

const settings = loadSettings(readEnvironment());
const logger = createLogger(loggerOptions(settings)).child({ app: "indexer" });
const engines = await openEngines(settings, logger);
const indexer = await startIndexer(engines);
const health = await startHealthServer({
  host: settings.host,
  port: settings.indexerPort,
  logger,
  isReady: engines.isReady,
  metrics: engines.metrics,
});

await runUntilSignal(
  async () => {
    await health.close();
    await indexer.close();
    await engines.close();
  },
  { logger, shutdownTimeoutMs: settings.shutdownTimeoutMs },
);
