import type { IncomingMessage } from "node:http";
import { answerHealth, type HealthSource } from "@devflow/engines";
import type { BotMetrics } from "../bot-metrics.ts";
import { type SetupSite, setupReturnPath } from "../setup/setup-site.ts";
import { receiveWebhook, type WebhookEndpoint } from "../webhook/receive-webhook.ts";
import { type HttpAnswer, textAnswer } from "./http-answer.ts";

/** Where GitHub sends its deliveries; Probot's own default. */
export const webhookPath = "/api/github/webhooks";

export interface RouterOptions {
  health: HealthSource;
  endpoint: WebhookEndpoint;
  site: SetupSite;
  metrics: BotMetrics;
}

/** All paths of the bot's server: webhooks, health, and the pages for people. */
export function createRouter(
  options: RouterOptions,
): (request: IncomingMessage) => Promise<HttpAnswer> {
  const { health, endpoint, site, metrics } = options;
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === webhookPath) {
      const { status, text } = await receiveWebhook(endpoint, request);
      metrics.countAnswer(status);
      return textAnswer(status, text, status === 405 ? { allow: "POST" } : {});
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      return textAnswer(405, "Only GET is answered here.", { allow: "GET, HEAD" });
    }
    if (pathname === "/") return await site.frontPage(request);
    if (pathname === setupReturnPath) return await site.createdPage(searchParams);
    const answer = await answerHealth(pathname, health);
    if (answer === null) return textAnswer(404, "There is nothing here.");
    return { status: answer.status, type: answer.contentType, body: answer.body };
  };
}
