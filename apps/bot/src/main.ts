import { loadSettings, loggerOptions, readEnvironment } from "@devflow/config";
import { openEngines, runUntilSignal } from "@devflow/engines";
import { createLogger } from "@devflow/logging";
import { startBot } from "./start-bot.ts";

const settings = loadSettings(readEnvironment());
const logger = createLogger(loggerOptions(settings)).child({ app: "bot" });
const engines = await openEngines(settings, logger);
const bot = await startBot(engines);

await runUntilSignal(
  async () => {
    await bot.close();
    await engines.close();
  },
  { logger, shutdownTimeoutMs: settings.shutdownTimeoutMs },
);
