import type { IncomingMessage } from "node:http";
import type { Registry } from "prom-client";
import type { BotMetrics } from "../bot-metrics.ts";
import type { BotParts } from "../bot-parts.ts";
import { type SetupSite, setupReturnPath } from "../setup/setup-site.ts";
import { receiveWebhook, type WebhookEndpoint } from "../webhook/receive-webhook.ts";
import { type HttpAnswer, textAnswer } from "./http-answer.ts";

/** Where GitHub sends its deliveries; Probot's own default. */
export const webhookPath = "/api/github/webhooks";

export interface RouterOptions {
  parts: BotParts;
  endpoint: WebhookEndpoint;
  site: SetupSite;
  registry: Registry;
  metrics: BotMetrics;
}

/** All paths of the bot's server. */
export function createRouter(
  options: RouterOptions,
): (request: IncomingMessage) => Promise<HttpAnswer> {
  const { parts, endpoint, site, registry, metrics } = options;
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === webhookPath) {
      const { status, text } = await receiveWebhook(endpoint, request);
      metrics.countAnswer(status);
      return textAnswer(status, text, status === 405 ? { allow: "POST" } : {});
    }
    const pages: Record<string, () => Promise<HttpAnswer>> = {
      "/": () => site.frontPage(request),
      [setupReturnPath]: () => site.createdPage(searchParams),
      "/healthz": async () => textAnswer(200, "ok"),
      "/readyz": () => readiness(parts),
      "/metrics": async () => ({
        status: 200,
        type: registry.contentType,
        body: await registry.metrics(),
      }),
    };
    const page = Object.hasOwn(pages, pathname) ? pages[pathname] : undefined;
    if (page === undefined) return textAnswer(404, "There is nothing here.");
    if (request.method !== "GET" && request.method !== "HEAD") {
      return textAnswer(405, "Only GET is answered here.", { allow: "GET, HEAD" });
    }
    return await page();
  };
}

/** Ready means: a delivery that comes now can be stored. */
async function readiness({ database }: BotParts): Promise<HttpAnswer> {
  return await database.query("SELECT 1").then(
    () => textAnswer(200, "ready"),
    () => textAnswer(503, "the database does not answer"),
  );
}
