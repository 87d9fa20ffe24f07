import { checkReadiness } from "@devflow/engines";
import { Registry } from "prom-client";
import { AppSlot } from "./app-slot.ts";
import { createBotMetrics } from "./bot-metrics.ts";
import type { BotParts } from "./bot-parts.ts";
import { createRouter, webhookPath } from "./http/create-router.ts";
import { startHttpServer } from "./http/http-server.ts";
import { startReconciling } from "./reconcile/start-reconciling.ts";
import { SetupSite } from "./setup/setup-site.ts";
import { Upkeep } from "./upkeep.ts";
import { BodyBudget } from "./webhook/read-body.ts";

/** Bodies that are read at the same time, in full-sized ones. */
const bodiesAtOnce = 8;

/** How long answers in hand may take to go out when the bot stops. */
const answerTimeoutMs = 5_000;

export interface RunningBot {
  url: string;
  /** True while there are no credentials: then the front page creates the App. */
  readonly needsApp: boolean;
  close(): Promise<void>;
}

/**
 * The GitHub side of DevFlow that listens: webhooks into the inbox, the inbox into rows and jobs,
 * and what got lost on the way asked for again. Close it before the engines.
 */
export async function startBot(parts: BotParts): Promise<RunningBot> {
  const { settings, database, queues, logger } = parts;
  const health = {
    metrics: parts.metrics ?? new Registry(),
    isReady: parts.isReady ?? (() => checkReadiness({ database, queues })),
  };
  const slot = new AppSlot(parts);
  await slot.load();
  const metrics = createBotMetrics(health.metrics, database);
  const site = new SetupSite(parts, slot, webhookPath);
  const endpoint = {
    database,
    logger,
    maxBodyBytes: settings.webhookMaxBytes,
    budget: new BodyBudget(settings.webhookMaxBytes * bodiesAtOnce),
    verify: () => slot.current?.verify ?? null,
  };
  const answer = createRouter({ health, endpoint, site, metrics });
  const { host, port } = settings;
  const server = await startHttpServer({ host, port, logger, answer }).catch(async (error) => {
    await slot.close();
    metrics.remove();
    throw error;
  });
  await startReconciling(parts, slot);
  const upkeep = new Upkeep(parts, slot);
  upkeep.start();
  logger.info({ url: server.url, needsApp: slot.current === null }, "the bot listens");
  return {
    url: server.url,
    get needsApp() {
      return slot.current === null;
    },
    async close() {
      await server.close(answerTimeoutMs);
      await upkeep.close();
      await slot.close();
      metrics.remove();
    },
  };
}
