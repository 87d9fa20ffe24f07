/**
 * One embeddings endpoint, ready for use: anything that answers OpenAI's /v1/embeddings.
 *
 * Wanted: indexing rides out a server that is busy or restarts, and fails with one clear error
 * when it does not come back; a search never waits long for a server that is down; no more
 * requests side by side than the server should get.
 * Design: as for the expert, from the outside in: retries, concurrency limit, circuit, one
 * request. Questions are asked once and with a short time-out, since there is full text without
 * them; after five failures the open circuit answers at once.
 */
import type { EndpointEmbedderSettings } from "@devflow/config";
import type { Logger } from "@devflow/logging";
import pLimit from "p-limit";
import { createCircuit } from "../client/circuit.ts";
import { createClient } from "../client/create-client.ts";
import { retry } from "../client/retry.ts";
import { untilAborted } from "../client/until-aborted.ts";
import { embedShortened, isRefusal } from "./embed-refused.ts";
import { sendEmbeddings } from "./send-embeddings.ts";

/** 32 chunks of 1,500 characters: a second on a CPU with a model of 137M, 12,000 tokens at most. */
const TEXTS_PER_REQUEST = 32;
/** About 2,700 tokens: chunks are 1,500 characters, only questions are longer. */
const MOST_CHARACTERS = 8_000;
const CONCURRENCY = 4;
const RETRIES = 4;
const DOCUMENT_TIMEOUT_MS = 120_000;
const QUESTION_TIMEOUT_MS = 5_000;
const CIRCUIT = { threshold: 5, openMs: 30_000 };

export interface EndpointEmbedderOptions {
  /** Upper bound of the first random wait before a retry. Default: 500. */
  firstRetryDelayMs?: number;
  /** Default: 5,000. */
  questionTimeoutMs?: number;
}

/** An `Embedder` of packages/retrieval. */
export interface EndpointEmbedder {
  readonly id: string;
  readonly dimensions: number;
  readonly isCostly: true;
  embed(
    texts: readonly string[],
    options: { kind: "document" | "query"; signal?: AbortSignal | undefined },
  ): Promise<Float32Array[]>;
}

/** Nothing is asked before the first text. Texts are never logged. */
export function createEndpointEmbedder(
  settings: EndpointEmbedderSettings,
  logger: Logger,
  options: EndpointEmbedderOptions = {},
): EndpointEmbedder {
  const { firstRetryDelayMs = 500, questionTimeoutMs = QUESTION_TIMEOUT_MS } = options;
  const { model, dimensions, prefixes } = settings;
  const log = logger.child({ embedder: settings.url });
  const clientFor = (timeoutMs: number) =>
    createClient({ ...settings, headers: {}, timeoutMs }, { service: "embedder" });
  const clients = {
    document: clientFor(DOCUMENT_TIMEOUT_MS),
    query: clientFor(questionTimeoutMs),
  };
  const limit = pLimit(CONCURRENCY);
  const onChange = (state: string) => log.warn({ state }, "embedder circuit changed");
  const circuit = createCircuit({ ...CIRCUIT, service: "embedder", onChange });
  let encoding: "base64" | "float" = "base64";

  async function send(texts: readonly string[], { kind, signal }: EmbedOptions) {
    const request = { model, texts, dimensions, signal };
    try {
      return await sendEmbeddings(clients[kind], { ...request, encoding });
    } catch (thrown) {
      if (encoding === "float" || !isRefusal(thrown)) throw thrown;
      // A strict server may refuse the wish for base64 as well as the text.
      const vectors = await sendEmbeddings(clients[kind], { ...request, encoding: "float" });
      encoding = "float";
      return vectors;
    }
  }

  function embedBatch(texts: readonly string[], options: EmbedOptions) {
    const { kind, signal } = options;
    const attempt = (batch: readonly string[]) =>
      limit(() => {
        signal?.throwIfAborted();
        return circuit.run(() => send(batch, options));
      });
    return retry(
      () =>
        untilAborted(
          embedShortened((batch) => attempt(batch), texts),
          signal,
        ),
      {
        retries: kind === "query" ? 0 : RETRIES,
        firstDelayMs: firstRetryDelayMs,
        ...(signal === undefined ? {} : { signal }),
        onRetry: ({ code, status }, waitMs) =>
          log.warn({ code, status, waitMs }, "embedder call repeats"),
      },
    );
  }

  return {
    id: spaceName(settings),
    dimensions,
    isCostly: true,
    async embed(texts, options) {
      const cut = texts.map((text) =>
        join(prefixes[options.kind], text).slice(0, MOST_CHARACTERS).toWellFormed(),
      );
      const vectors = batchesOf(cut).map((batch) => embedBatch(batch, options));
      return (await Promise.all(vectors)).flat();
    },
  };
}

function batchesOf(texts: readonly string[]): string[][] {
  const count = Math.ceil(texts.length / TEXTS_PER_REQUEST);
  return Array.from({ length: count }, (_, at) =>
    texts.slice(at * TEXTS_PER_REQUEST, (at + 1) * TEXTS_PER_REQUEST),
  );
}

type EmbedOptions = Parameters<EndpointEmbedder["embed"]>[1];

/** Not the address: the same model on another machine gives the same vectors. */
function spaceName({ model, dimensions, prefixes }: EndpointEmbedderSettings): string {
  return JSON.stringify(["endpoint-1", model, dimensions, prefixes.document]);
}

/** Settings lose the space at their end; no model's prefix goes on without one. */
function join(prefix: string, text: string): string {
  return prefix === "" || /\s$/.test(prefix) ? `${prefix}${text}` : `${prefix} ${text}`;
}
