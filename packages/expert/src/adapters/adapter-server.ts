import type { ExpertSettings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import { z } from "zod";
import { type BoundedResponse, boundedRequest } from "../client/bounded-fetch.ts";
import { connected } from "../client/connected.ts";
import { requestHeaders } from "../client/create-client.ts";
import { type ListedModel, listModels } from "../discovery/list-models.ts";
import { cleanText } from "../prompts/clean-text.ts";

/** A trained adapter as a server knows it. */
export interface ServedAdapter {
  name: string;
  /** The folder, as the server sees it. */
  path: string;
}

/** Adapters of a server that were loaded at its start and have a scale, as llama.cpp has them. */
export interface ScaledAdapter {
  id: number;
  path: string;
  scale: number;
}

export interface AdapterServer {
  /** Base models and adapters; `parent` tells them apart. Raises ExternalError. */
  list(): Promise<ListedModel[]>;
  /** Of llama.cpp; null where the server is another. */
  listScaled(): Promise<ScaledAdapter[] | null>;
  /**
   * Loads an adapter into a running vLLM (`POST /v1/load_lora_adapter`). Raises ExternalError:
   * `runtime_loading_off` when the server does not offer it, `adapter_refused` with its reason.
   */
  load(adapter: ServedAdapter): Promise<void>;
  /** Takes it out again; one that is not there is no error. */
  unload(name: string): Promise<void>;
}

/** A list is quick also on a busy server; loading reads files of up to some hundred MB. */
const listTimeoutMs = 10_000;
const loadTimeoutMs = 120_000;

/** What may stand in a request: names come from the registry, and this holds whatever is in there. */
const namePattern = /^[a-z][a-z0-9_-]*@[A-Za-z0-9][A-Za-z0-9._-]*$/;

const scaledSchema = z.array(z.object({ id: z.number(), path: z.string(), scale: z.number() }));
const refusalSchema = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message),
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ detail: z.string() }).transform(({ detail }) => detail),
]);

/** The adapters of one model server. The routes are those of vLLM; llama.cpp's can be listed. */
export function createAdapterServer(
  settings: Pick<ExpertSettings, "url" | "apiKey" | "headers">,
): AdapterServer {
  const headers = requestHeaders(settings);
  const post = (path: string, body: object) =>
    connected(() =>
      boundedRequest(`${settings.url}/${path}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(body),
        timeoutMs: loadTimeoutMs,
      }),
    );
  return {
    async list() {
      const models = await connected(() =>
        listModels(settings.url, { headers, timeoutMs: listTimeoutMs }),
      );
      if (models !== null) return models;
      throw refused("The server does not list its models", "invalid_response");
    },
    async listScaled() {
      const root = settings.url.replace(/\/v\d+$/, "");
      const response = await connected(() =>
        boundedRequest(`${root}/lora-adapters`, { headers, timeoutMs: listTimeoutMs }),
      );
      const parsed = scaledSchema.safeParse(parseJson(response.text));
      return response.status === 200 && parsed.success ? parsed.data : null;
    },
    async load({ name, path }) {
      if (!namePattern.test(name)) throw refused(`${name} is no adapter's name`, "adapter_refused");
      check(await post("load_lora_adapter", { lora_name: name, lora_path: path }), name);
    },
    async unload(name) {
      const response = await post("unload_lora_adapter", { lora_name: name });
      // vLLM says 404 for an adapter that it does not have, and for a route that it does not have.
      if (response.status !== 404) check(response, name);
    },
  };
}

function check(response: BoundedResponse, name: string): void {
  const { status, text } = response;
  if (status >= 200 && status < 300) return;
  if (status === 404 || status === 405) {
    throw refused(
      "The server does not load adapters while it runs: start vLLM with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True, or name the adapter with --lora-modules",
      "runtime_loading_off",
      status,
    );
  }
  const said = refusalSchema.safeParse(parseJson(text)).data ?? "";
  // Another process was faster.
  if (/already been loaded/i.test(said)) return;
  const reason = said === "" ? `HTTP ${status}` : cleanText(said).slice(0, 300);
  throw new ExternalError(`The server does not take ${name}: ${reason}`, {
    service: "expert",
    retryable: status >= 500,
    status,
    code: "adapter_refused",
  });
}

function refused(message: string, code: string, status?: number): ExternalError {
  return new ExternalError(message, {
    service: "expert",
    retryable: false,
    code,
    ...(status === undefined ? {} : { status }),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
