import type { IncomingHttpHeaders } from "node:http";

/** What the endpoint says. GitHub shows status and text in the App's list of deliveries. */
export interface WebhookAnswer {
  status: 202 | 400 | 401 | 404 | 405 | 413 | 415 | 503;
  text: string;
}

export interface WebhookHeaders {
  guid: string;
  event: string;
  signature: string;
}

/** GUIDs and event names are short words; anything else did not come from GitHub. */
const word = /^[A-Za-z0-9_.:-]{1,100}$/;

/** What GitHub signs and names a delivery with, or what is wrong with it. */
export function readWebhookHeaders(headers: IncomingHttpHeaders): WebhookHeaders | WebhookAnswer {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    return { status: 415, text: "Set the webhook's content type to application/json." };
  }
  const guid = headers["x-github-delivery"];
  const event = headers["x-github-event"];
  const signature = headers["x-hub-signature-256"];
  if (!isWord(guid) || !isWord(event)) {
    return { status: 400, text: "X-GitHub-Delivery or X-GitHub-Event is missing or malformed." };
  }
  if (typeof signature !== "string" || signature === "") {
    return { status: 400, text: "X-Hub-Signature-256 is missing. Set the webhook's secret." };
  }
  return { guid, event, signature };
}

function isWord(value: string | string[] | undefined): value is string {
  return typeof value === "string" && word.test(value);
}
