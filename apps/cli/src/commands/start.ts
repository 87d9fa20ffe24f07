import { type RunningBot, startBot, webhookPath } from "@devflow/bot";
import { loggerOptions } from "@devflow/config";
import { openEngines, runUntilSignal } from "@devflow/engines";
import { startIndexer } from "@devflow/indexer";
import { createLogger } from "@devflow/logging";
import { startWorker } from "@devflow/worker";
import { Command } from "commander";
import { loadCliSettings, type SettingFlags } from "../local/cli-settings.ts";
import { writeOut } from "../write-out.ts";

const details = `
Runs the bot, the worker and the indexer in one process. Without DATABASE_URL and REDIS_URL the
database and the queues are embedded and kept in .devflow. Without GitHub App credentials the
first page that it prints creates the App and DevFlow goes on by itself. All settings:
docs/settings.md. Ctrl-C lets running jobs end or hands them back; twice ends at once.`;

export function startCommand(): Command {
  return new Command("start")
    .description("Run the GitHub App on this machine, all in one process.")
    .option("--expert <url>", "OpenAI-compatible endpoint, or `none` for rules only")
    .option("--model <name>", "the expert's model")
    .option("--data <dir>", "where everything is kept (default: DEVFLOW_DATA, else .devflow)")
    .addHelpText("after", details)
    .action(runStart);
}

async function runStart(flags: SettingFlags): Promise<void> {
  const settings = loadCliSettings(flags);
  const logger = createLogger(loggerOptions(settings));
  const engines = await openEngines(settings, logger);
  const worker = await startWorker(engines);
  const indexer = await startIndexer(engines);
  const bot = await startBot(engines);
  await writeOut(whereToGoNext(bot, settings.publicUrl));
  await runUntilSignal(
    async () => {
      await bot.close();
      await worker.close();
      await indexer.close();
      await engines.close();
    },
    { logger, shutdownTimeoutMs: settings.shutdownTimeoutMs },
  );
}

function whereToGoNext(bot: RunningBot, publicUrl: string | null): string {
  const url = publicUrl ?? bot.url;
  if (bot.needsApp) return `Open ${url} to create the GitHub App.\n`;
  return `DevFlow reviews pull requests. Webhooks arrive at ${url}${webhookPath}.\n`;
}
