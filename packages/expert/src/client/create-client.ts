import type { ExpertSettings } from "@devflow/config";
import { OpenAI } from "openai";
import { boundedFetch, type ModelService } from "./bounded-fetch.ts";

/**
 * The openai client for one server. It reads keys, organisation, headers and log level from the
 * environment of whoever starts it; here none of them counts: the fetch underneath sends our own
 * headers only, so that a developer's OPENAI_API_KEY never reaches another server. Its retries are
 * off: ours know about the circuit.
 */
export function createClient(
  settings: Pick<ExpertSettings, "url" | "apiKey" | "headers" | "timeoutMs">,
  { service = "expert", maxBytes }: { service?: ModelService; maxBytes?: number } = {},
): OpenAI {
  return new OpenAI({
    baseURL: settings.url,
    apiKey: "see requestHeaders",
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    fetch: boundedFetch(settings.timeoutMs, requestHeaders(settings), {
      service,
      ...(maxBytes === undefined ? {} : { maxBytes }),
    }),
    // The fetch above keeps the time; this one only must not be shorter.
    timeout: settings.timeoutMs + 1_000,
    maxRetries: 0,
    logLevel: "off",
  });
}

/** Every header that an expert gets from us, beside those of the body. */
export function requestHeaders({
  apiKey,
  headers,
}: Pick<ExpertSettings, "apiKey" | "headers">): Record<string, string> {
  const configured = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), value.expose()] as const,
  );
  return {
    "user-agent": "devflow",
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey.expose()}` }),
    ...Object.fromEntries(configured),
  };
}
