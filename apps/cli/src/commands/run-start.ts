import { type RunningBot, startBot, webhookPath } from "@devflow/bot";
import { loggerOptions } from "@devflow/config";
import { openEnginesPatiently, runUntilSignal, tellConfiguration } from "@devflow/engines";
import { type RunningGateway, startGateway } from "@devflow/gateway";
import { startIndexer } from "@devflow/indexer";
import { createLogger } from "@devflow/logging";
import { startWorker } from "@devflow/worker";
import { loadCliSettings, type SettingFlags } from "../local/cli-settings.ts";
import { writeOut } from "../write-out.ts";

/** `devflow start`: all apps on one set of engines, until a signal. */
export async function runStart(flags: SettingFlags): Promise<void> {
  const settings = loadCliSettings(flags);
  const logger = createLogger(loggerOptions(settings));
  // What did start must not go on, nor keep the process alive, where the rest cannot: a taken port.
  await using started = new AsyncDisposableStack();
  const closing = <App extends { close(): Promise<void> }>(app: App) =>
    started.adopt(app, (opened) => opened.close());
  const engines = closing(await openEnginesPatiently(settings, logger));
  await tellConfiguration(engines, "devflow start");
  closing(await startIndexer(engines));
  closing(await startWorker(engines));
  const gateway = closing(await startGateway(engines));
  const bot = closing(await startBot(engines));
  await writeOut(whereToGoNext(bot, settings.publicUrl) + forEditors(gateway));
  const { shutdownTimeoutMs } = settings;
  await runUntilSignal(() => started.disposeAsync(), { logger, shutdownTimeoutMs });
}

function forEditors(gateway: RunningGateway): string {
  return `Editors reach it at ${gateway.url}. A token for yours: npx devflow tokens create --name laptop\n`;
}

function whereToGoNext(bot: RunningBot, publicUrl: string | null): string {
  const url = publicUrl ?? bot.url;
  if (bot.needsApp) return `Open ${url} to create the GitHub App.\n`;
  return `DevFlow reviews pull requests. Webhooks arrive at ${url}${webhookPath}.\n`;
}
