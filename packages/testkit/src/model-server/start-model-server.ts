/**
 * An OpenAI-compatible server over real HTTP that answers by script: the production client talks
 * to it unchanged. It records every request and whether the client went away, and it fails a test
 * whose script was not played to its end.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { invariant } from "@devflow/errors";
import { estimateTokens } from "@devflow/expert";
import { type AdapterOptions, ServedAdapters } from "./adapters.ts";
import {
  answerEmbeddings,
  type EmbeddingsOptions,
  type EmbeddingsRequest,
  readEmbeddingsRequest,
} from "./embeddings.ts";
import {
  type Endpoint,
  type RecordedRequest,
  type RequestOutcome,
  readModelRequest,
} from "./model-request.ts";
import { type PlayedScript, playScript, type ScriptOption } from "./model-script.ts";
import { playAnswer, sendError, sendJson } from "./respond.ts";
import { answerSpeech, type SpeechOptions, type SpeechRequest } from "./speech.ts";

export interface ModelServerOptions {
  script: ScriptOption;
  /** Default: one that is free. */
  port?: number;
  /** Requests without this bearer token get 401. */
  apiKey?: string;
  /**
   * Whom it plays: `vllm` refuses `suffix`, `llama.cpp` has `/infill`, `ollama` its `/api/generate`, and each
   * owns the models that it lists. Default: a server that is none of them.
   */
  kind?: "vllm" | "llama.cpp" | "ollama";
  /** Routes that this server does not have, for example `/v1/completions`. */
  missing?: readonly string[];
  /** Default: there are no routes for speech. */
  speech?: SpeechOptions;
  /** What `/v1/models` lists. Default: `scripted-reviewer`. */
  models?: readonly { id: string; owned_by?: string; max_model_len?: number }[];
  /** Shape of `/tokenize`; default: there is none. Counts as `estimateTokens` does. */
  tokenizer?: "vllm" | "llama.cpp";
  /** Default: there is no `/v1/embeddings`. */
  embeddings?: EmbeddingsOptions;
  /** Default: there are none, and no routes to load one. */
  adapters?: AdapterOptions;
  /** Further JSON answers by path, for example `/props` of llama.cpp. */
  routes?: Readonly<Record<string, unknown>>;
}

export interface ModelServer extends AsyncDisposable {
  /** Base URL with its version, as an expert takes it. */
  url: string;
  /** Completion requests in the order of their arrival. */
  requests: readonly RecordedRequest[];
  /** Texts that were counted by `/tokenize`. */
  tokenized: readonly string[];
  /** Adapters that are loaded now: their paths, by name. */
  adapters: ReadonlyMap<string, string>;
  /** Requests for embeddings in the order of their arrival. */
  embedded: readonly EmbeddingsRequest[];
  /** Requests for speech and for transcriptions in the order of their arrival. */
  spoken: readonly SpeechRequest[];
  /** Completion requests whose client went away before the answer had ended. */
  readonly aborted: readonly RecordedRequest[];
  /** Most completion requests that ran side by side. */
  mostConcurrent: number;
  /** The request with this number, from 1, as soon as it has arrived. */
  received(number: number): Promise<RecordedRequest>;
  /** Throws when scripted answers are left or a request had none. */
  assertAllUsed(): void;
  /** Ends every connection, then {@link assertAllUsed}. */
  close(): Promise<void>;
}

interface State {
  options: ModelServerOptions;
  script: PlayedScript;
  adapters: ServedAdapters;
  requests: RecordedRequest[];
  tokenized: string[];
  embedded: EmbeddingsRequest[];
  spoken: SpeechRequest[];
  running: number;
  mostConcurrent: number;
  arrivals: (() => void)[];
}

export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const state: State = {
    options,
    script: playScript(options.script),
    adapters: new ServedAdapters(options.adapters),
    requests: [],
    tokenized: [],
    embedded: [],
    spoken: [],
    running: 0,
    mostConcurrent: 0,
    arrivals: [],
  };
  const server = createServer((request, response) => void handle(state, request, response));
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const assertAllUsed = () => {
    const leftovers = state.script.leftovers();
    invariant(leftovers.length === 0, `model server: ${leftovers.join("; ")}`);
  };
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    assertAllUsed();
  };
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests: state.requests,
    tokenized: state.tokenized,
    adapters: state.adapters.loaded,
    embedded: state.embedded,
    spoken: state.spoken,
    get aborted() {
      return state.requests.filter(({ outcome }) => outcome === "aborted");
    },
    get mostConcurrent() {
      return state.mostConcurrent;
    },
    received: (number) => received(state, number),
    assertAllUsed,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

async function received(state: State, number: number): Promise<RecordedRequest> {
  for (;;) {
    const request = state.requests[number - 1];
    if (request !== undefined) return request;
    await new Promise<void>((resolve) => state.arrivals.push(resolve));
  }
}

async function handle(state: State, request: IncomingMessage, response: ServerResponse) {
  const path = new URL(request.url ?? "/", "http://server").pathname;
  const { apiKey, missing } = state.options;
  if (apiKey !== undefined && request.headers.authorization !== `Bearer ${apiKey}`) {
    sendError(response, 401, "wrong API key");
    return;
  }
  try {
    const body = await readBody(request);
    const isThere = !missing?.includes(path);
    if (isThere && (await answer(state, path, body, request, response))) return;
    // The words of vLLM for a route that it does not have.
    sendJson(response, 404, { detail: "Not Found" });
  } catch {
    if (!response.headersSent) sendError(response, 400, "not a request that this server knows");
  }
}

/** False: there is no such route. */
async function answer(
  state: State,
  path: string,
  bytes: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { routes, tokenizer, embeddings, speech } = state.options;
  const body = bytes.toString("utf8");
  const route = routes?.[path];
  const endpoint = endpointOf(state.options, path);
  if (route !== undefined) sendJson(response, 200, route);
  else if (path === "/v1/models") sendJson(response, 200, listModels(state));
  else if (state.adapters.handle(path, body, response)) return true;
  else if (path === "/tokenize" && tokenizer) tokenize(state, tokenizer, body, response);
  else if (path === "/v1/embeddings" && embeddings)
    embed(state, embeddings, body, request, response);
  else if (endpoint !== null) await complete(state, endpoint, body, request, response);
  else if (speech !== undefined)
    return answerSpeech(speech, path, bytes, request, response, state.spoken);
  else return false;
  return true;
}

function endpointOf({ kind }: ModelServerOptions, path: string): Endpoint | null {
  if (path === "/v1/chat/completions") return "chat";
  if (path === "/v1/completions") return "completions";
  if (path === "/infill" && kind === "llama.cpp") return "infill";
  return path === "/api/generate" && kind === "ollama" ? "generate" : null;
}

const OWNERS = { vllm: "vllm", "llama.cpp": "llamacpp", ollama: "library" } as const;

function listModels({ options, adapters }: State) {
  const models = options.models ?? [{ id: "scripted-reviewer" }];
  return {
    object: "list",
    data: [...models, ...adapters.listed(models[0]?.id ?? "")].map((model) => ({
      object: "model",
      created: 0,
      owned_by: options.kind === undefined ? "testkit" : OWNERS[options.kind],
      ...model,
    })),
  };
}

function tokenize(
  state: State,
  tokenizer: "vllm" | "llama.cpp",
  body: string,
  response: ServerResponse,
): void {
  const { models } = state.options;
  const parsed: Record<string, unknown> = JSON.parse(body);
  const text = String(tokenizer === "vllm" ? parsed.prompt : parsed.content);
  state.tokenized.push(text);
  const tokens = Array.from({ length: estimateTokens(text) }, (_, index) => index);
  const maxModelLength = models?.[0]?.max_model_len ?? 4_096;
  const vllm = { count: tokens.length, max_model_len: maxModelLength, tokens };
  sendJson(response, 200, tokenizer === "vllm" ? vllm : { tokens });
}

function embed(
  state: State,
  options: EmbeddingsOptions,
  body: string,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const number = state.embedded.length + 1;
  const request = readEmbeddingsRequest(JSON.parse(body), number, headers);
  state.embedded.push(request);
  answerEmbeddings(options, request, response);
}

async function complete(
  state: State,
  endpoint: Endpoint,
  body: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parsed = readModelRequest(endpoint, JSON.parse(body), request.headers);
  if (state.options.kind === "vllm" && parsed.body.suffix != null) {
    sendError(response, 400, "suffix is not currently supported");
    return;
  }
  const { promise: ended, resolve } = Promise.withResolvers<RequestOutcome>();
  const recorded: RecordedRequest = {
    ...parsed,
    number: state.requests.length + 1,
    outcome: null,
    ended,
  };
  state.running++;
  state.mostConcurrent = Math.max(state.mostConcurrent, state.running);
  let isCut = false;
  response.once("close", () => {
    state.running--;
    recorded.outcome = isCut ? "cut" : response.writableFinished ? "answered" : "aborted";
    resolve(recorded.outcome);
  });
  state.requests.push(recorded);
  for (const wake of state.arrivals.splice(0)) wake();
  const adapter = state.adapters.scriptOf(recorded.model);
  if (adapter === "missing") {
    sendError(response, 404, `The model \`${recorded.model}\` does not exist.`);
    return;
  }
  const answer = await (adapter === null ? state.script.next(recorded) : adapter(recorded));
  isCut = answer?.kind === "cut";
  await playAnswer(answer, recorded, response);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}
