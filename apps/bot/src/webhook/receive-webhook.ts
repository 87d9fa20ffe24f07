import type { IncomingMessage } from "node:http";
import type { Database } from "@devflow/database";
import { coerceError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { type BodyBudget, readBody } from "./read-body.ts";
import { storeDelivery } from "./store-delivery.ts";
import { readWebhookHeaders, type WebhookAnswer } from "./webhook-answer.ts";

export interface WebhookEndpoint {
  database: Database;
  logger: Logger;
  maxBodyBytes: number;
  budget: BodyBudget;
  /** Null as long as there is no GitHub App. */
  verify: () => ((body: string, signature: string) => Promise<boolean>) | null;
}

/**
 * One request of GitHub's, from cheap checks to dear ones: method, type, headers, size, signature,
 * JSON; then one insert. Nothing else happens inside the request: GitHub waits 10 s at most and
 * never sends a failed delivery again by itself.
 */
export async function receiveWebhook(
  endpoint: WebhookEndpoint,
  request: IncomingMessage,
): Promise<WebhookAnswer> {
  const { logger } = endpoint;
  if (request.method !== "POST") return { status: 405, text: "Webhooks are sent by POST." };
  const verify = endpoint.verify();
  if (verify === null) return { status: 503, text: "No GitHub App is set up yet." };
  const headers = readWebhookHeaders(request.headers);
  if ("status" in headers) return headers;
  const read = await readBody(request, endpoint.maxBodyBytes, endpoint.budget);
  if ("refused" in read) return refusal(read.refused);
  if (read.body.length === 0) return { status: 400, text: "The body is empty." };
  const payload = read.body.toString("utf8");
  if (!(await verify(payload, headers.signature))) {
    logger.warn({ deliveryGuid: headers.guid }, "refused a delivery with a wrong signature");
    return { status: 401, text: "The signature does not match the webhook secret." };
  }
  if (!isJsonObject(payload, logger, headers.guid)) {
    return { status: 400, text: "The body is not a JSON object." };
  }
  const isNew = await storeDelivery(endpoint.database, { ...headers, payload });
  logger.info({ deliveryGuid: headers.guid, event: headers.event, isNew }, "stored a delivery");
  return { status: 202, text: isNew ? "Stored." : "Seen before." };
}

function refusal(reason: "too_large" | "no_room"): WebhookAnswer {
  return reason === "too_large"
    ? { status: 413, text: "The body is larger than this server accepts." }
    : { status: 503, text: "Too many deliveries at once." };
}

/** A right signature around broken JSON means that GitHub, or a proxy with our secret, is broken. */
function isJsonObject(payload: string, logger: Logger, deliveryGuid: string): boolean {
  try {
    const value: unknown = JSON.parse(payload);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return true;
    logger.error({ deliveryGuid }, "a signed delivery is no JSON object");
  } catch (thrown) {
    // The parser's message quotes the payload, so only its kind is logged.
    const kind = coerceError(thrown).name;
    logger.error({ deliveryGuid, kind }, "a signed delivery is malformed JSON");
  }
  return false;
}
