import type { CodeExpertSettings } from "@devflow/config";
import { ExternalError } from "@devflow/errors";
import { requestHeaders } from "../client/create-client.ts";
import { listModels } from "../discovery/list-models.ts";
import { FIM_TEMPLATES, type FimFamily, fimStops } from "../fim/fim-families.ts";
import type { FillPiece } from "../model.ts";
import { type FillExchange, fillExchange, sendFill } from "./fill-exchange.ts";
import { judgeFill } from "./judge-fill.ts";
import { createMiddleReader } from "./middle-reader.ts";
import { probeHole } from "./probe-holes.ts";
import { createKnownServer } from "./server-facts.ts";

/** What came of a probe. */
export type FimVerdict =
  /** The code that belongs there. */
  | "fits"
  /** Code, and not what belongs there. */
  | "other_code"
  /** Words about the code. */
  | "explanation"
  /** The voice or the words of a chat template. */
  | "chat_template"
  | "empty"
  /** The server is there and has no such route. */
  | "no_route"
  /** Nothing below this URL answers as a model server does. */
  | "wrong_path"
  /** The model is not known to fill in the middle. */
  | "unknown_family"
  /** It cannot be reached, refuses or fails. */
  | "failed";

/** One known hole, asked of an expert as a keystroke asks it. */
export interface FimProbe {
  verdict: FimVerdict;
  model: string | null;
  family: FimFamily | null;
  /** Exactly the URL that was called; null where none was. */
  url: string | null;
  /** Exactly what the model was sent; null where the server renders it. */
  prompt: string | null;
  /** What it wrote, before anything is taken off. */
  text: string;
  stopReason: FillPiece["finishReason"];
  durationMs: number;
  /** In words for people: what is the matter, and what to do; null where nothing is. */
  problem: string | null;
  nextStep: string | null;
}

/** Enough for the answer and for the first words of an explanation. */
const MAX_TOKENS = 48;
const PROBE_TIMEOUT_MS = 30_000;

/**
 * Asks an expert to fill a hole whose filling is known, exactly as completions are asked for, without its queue
 * and circuit. Raises nothing that the server does, but the signal's reason.
 */
export async function probeFim(
  settings: CodeExpertSettings,
  signal: AbortSignal = new AbortController().signal,
): Promise<FimProbe> {
  const startedAt = performance.now();
  const probe: FimProbe = {
    ...{ verdict: "failed", model: settings.model, family: null, url: null, prompt: null },
    ...{ text: "", stopReason: null, durationMs: 0, problem: null, nextStep: null },
  };
  try {
    Object.assign(probe, await ask(settings, signal, probe));
  } catch (error) {
    if (!(error instanceof ExternalError)) throw error;
    Object.assign(probe, await explain(settings, error, probe));
  }
  return { ...probe, durationMs: Math.round(performance.now() - startedAt) };
}

async function ask(
  settings: CodeExpertSettings,
  signal: AbortSignal,
  probe: FimProbe,
): Promise<Partial<FimProbe>> {
  const facts = await createKnownServer(settings).ask(signal);
  Object.assign(probe, { model: facts.model, family: facts.fimFamily });
  if (facts.fimFamily === null) {
    return {
      verdict: "unknown_family",
      problem: `${facts.model} is not known to fill in the middle: completions for it are refused (501)`,
      nextStep:
        "Set `fim` of the expert to the model's family if it has one, or name a model that completes code.",
    };
  }
  const hole = probeHole(settings.name);
  const { topP, frequencyPenalty } = settings.completion;
  const exchange = fillExchange(settings, facts, {
    ...{ ...hole, files: [], repositoryName: null, stops: [], signal },
    ...{ maxOutputTokens: MAX_TOKENS, temperature: 0, topP, frequencyPenalty },
  });
  if (exchange === null) return { problem: "the probe cannot be asked of this family" };
  Object.assign(probe, { url: exchange.url, prompt: exchange.prompt });
  const { text, stopReason } = await read(exchange, settings, signal);
  const { before } = FIM_TEMPLATES[facts.fimFamily].answer;
  const reader = createMiddleReader(before, fimStops(facts.fimFamily));
  const middle = reader.push(text) + reader.end();
  return { text, stopReason, ...judgeFill(text, middle, exchange.url, facts.fimFamily) };
}

async function read(
  exchange: FillExchange,
  settings: CodeExpertSettings,
  signal: AbortSignal,
): Promise<Pick<FimProbe, "text" | "stopReason">> {
  let text = "";
  let stopReason: FimProbe["stopReason"] = null;
  const bounds = { timeoutMs: PROBE_TIMEOUT_MS, signal, maxOutputTokens: MAX_TOKENS };
  for await (const piece of sendFill(exchange, settings, bounds)) {
    text += piece.text;
    stopReason = piece.finishReason ?? stopReason;
  }
  return { text, stopReason };
}

/** A route that is not there is told from a server that is not there by its list of models. */
async function explain(
  settings: CodeExpertSettings,
  error: ExternalError,
  { url }: FimProbe,
): Promise<Partial<FimProbe>> {
  const { status } = error;
  const isRouteMissing = status === 404 || status === 405 || status === 501;
  const hasNoList = error.code === "invalid_response" && url === null;
  if (!isRouteMissing && !hasNoList) return failure(settings, error, url);
  const called = url ?? `${settings.url}/models`;
  if (await listsModels(settings)) {
    return {
      verdict: "no_route",
      url: called,
      problem: `the server lists models, and has no ${new URL(called).pathname} (${status})`,
      nextStep: called.endsWith("/infill")
        ? "Start llama-server with a model that fills in the middle, or set `server: openai` of the expert."
        : "Serve the model by vLLM, llama.cpp or Ollama, which complete raw text; a server or proxy that only chats cannot complete code.",
    };
  }
  const doubled = /\/v\d+\/v\d+$/.test(settings.url);
  return {
    verdict: "wrong_path",
    url: called,
    problem: `nothing at ${called} answers as a model server does${doubled ? "; its version stands there twice" : ""}`,
    nextStep: doubled
      ? `Set \`url\` of the expert to ${settings.url.replace(/\/v\d+$/, "")}.`
      : "Set `url` of the expert to what the server calls its base URL, with or without /v1.",
  };
}

async function listsModels(settings: CodeExpertSettings): Promise<boolean> {
  try {
    const headers = requestHeaders(settings);
    return (await listModels(settings.url, { headers, timeoutMs: 5_000 })) !== null;
  } catch {
    return false;
  }
}

function failure(
  { url: base }: CodeExpertSettings,
  error: ExternalError,
  url: string | null,
): Partial<FimProbe> {
  const isKey = error.status === 401 || error.status === 403;
  const next = isKey
    ? "Set `api_key_env` of the expert to the variable that holds its key."
    : error.retryable
      ? "Check that it runs and can be reached from here."
      : null;
  const code = error.code === undefined ? "" : ` (${error.code})`;
  return {
    verdict: "failed",
    problem: `${url ?? base}: ${error.message}${code}`,
    nextStep: next,
  };
}
