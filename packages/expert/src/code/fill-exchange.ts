import type { CodeExpertSettings } from "@devflow/config";
import { invariant } from "@devflow/errors";
import { z } from "zod";
import { endedAtBound, mostStreamBytes } from "../client/answer-bounds.ts";
import { requestHeaders } from "../client/create-client.ts";
import { eventStream } from "../client/event-stream.ts";
import { type FimFamily, fimStops } from "../fim/fim-families.ts";
import { renderFim, shownFiles } from "../fim/render-fim.ts";
import type { FillPiece, FillRequest } from "../model.ts";
import type { ServerFacts } from "./server-facts.ts";

/** What is sent to fill in the middle, and where. */
export interface FillExchange {
  url: string;
  body: Record<string, unknown>;
  format: "events" | "lines";
  /** The rendered prompt; null where the server renders it. */
  prompt: string | null;
  read(event: unknown): FillPiece;
}

/** OpenAI's own API takes four stops; servers that are not known may be as strict. */
const FEWEST_STOPS = 4;

/** Null: the code holds a word that the family's vocabulary gives a meaning. */
export function fillExchange(
  settings: Pick<CodeExpertSettings, "url">,
  facts: ServerFacts,
  request: FillRequest,
): FillExchange | null {
  const { fimFamily: family, kind } = facts;
  invariant(family !== null, "an expert that cannot fill in the middle was asked to");
  const model = request.model ?? facts.model;
  // Also where the server renders: what would turn our prompt turns its prompt.
  const prompt = renderFim(family, request);
  if (prompt === null) return null;
  const root = settings.url.replace(/\/v\d+$/, "");
  if (kind === "llama.cpp") return infill(`${root}/infill`, family, model, request);
  if (kind === "ollama") return generate(`${root}/api/generate`, family, model, prompt, request);
  return completions(`${settings.url}/completions`, facts, model, prompt, request);
}

const completionEvent = z.object({
  choices: z.array(z.object({ text: z.string().nullish(), finish_reason: z.string().nullish() })),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

/** Raw completion: what is sent is what the model reads, without any template. */
function completions(
  url: string,
  { kind, fimFamily }: ServerFacts,
  model: string,
  prompt: string,
  request: FillRequest,
): FillExchange {
  const stops = stopsOf(fimFamily, request);
  return {
    url,
    prompt,
    format: "events",
    body: {
      model,
      prompt,
      max_tokens: request.maxOutputTokens,
      temperature: request.temperature,
      top_p: request.topP,
      frequency_penalty: request.frequencyPenalty,
      ...(request.seed === undefined ? {} : { seed: request.seed }),
      stop: kind === "unknown" ? stops.slice(0, FEWEST_STOPS) : stops,
      stream: true,
      // vLLM looks for stops in what it sends, and leaves special words such as <EOT> out of that.
      ...(kind === "vllm" ? { skip_special_tokens: false } : {}),
      // With each event and not only behind the last one, which most answers do not get to:
      // https://docs.vllm.ai/en/latest/api/vllm/entrypoints/openai/protocol.html
      ...(kind === "vllm"
        ? { stream_options: { include_usage: true, continuous_usage_stats: true } }
        : {}),
    },
    read(event) {
      const { choices, usage } = completionEvent.parse(event);
      return {
        text: choices[0]?.text ?? "",
        finishReason: reasonOf(choices[0]?.finish_reason),
        ...counted(usage?.prompt_tokens, usage?.completion_tokens),
      };
    },
  };
}

const infillEvent = z.object({
  content: z.string().nullish(),
  stop: z.boolean().nullish(),
  stop_type: z.string().nullish(),
  stopped_limit: z.boolean().nullish(),
  tokens_evaluated: z.number().nullish(),
  tokens_predicted: z.number().nullish(),
});

/** llama.cpp's own route: it knows the words from the model's file, and packs the other files itself. */
function infill(url: string, family: FimFamily, model: string, request: FillRequest): FillExchange {
  return {
    url,
    prompt: null,
    format: "events",
    body: {
      model,
      input_prefix: request.prefix,
      input_suffix: request.suffix,
      input_extra: shownFiles(family, request.files).map(({ path, text }) => ({
        filename: path,
        text,
      })),
      prompt: "",
      n_predict: request.maxOutputTokens,
      temperature: request.temperature,
      top_p: request.topP,
      frequency_penalty: request.frequencyPenalty,
      ...(request.seed === undefined ? {} : { seed: request.seed }),
      stop: stopsOf(family, request),
      stream: true,
      cache_prompt: true,
    },
    read(event) {
      const read = infillEvent.parse(event);
      const isCut = read.stop_type === "limit" || read.stopped_limit === true;
      const isLast = read.stop === true;
      return {
        text: read.content ?? "",
        finishReason: isLast ? (isCut ? "length" : "stop") : null,
        ...(isLast && counted(read.tokens_evaluated, read.tokens_predicted)),
      };
    },
  };
}

const generateEvent = z.object({
  response: z.string().nullish(),
  done: z.boolean().nullish(),
  done_reason: z.string().nullish(),
  prompt_eval_count: z.number().nullish(),
  eval_count: z.number().nullish(),
});

/** Ollama puts prompts of /v1/completions into the model's template; `raw` does not. */
function generate(
  url: string,
  family: FimFamily,
  model: string,
  prompt: string,
  request: FillRequest,
): FillExchange {
  return {
    url,
    prompt,
    format: "lines",
    body: {
      model,
      prompt,
      raw: true,
      stream: true,
      options: {
        num_predict: request.maxOutputTokens,
        temperature: request.temperature,
        top_p: request.topP,
        frequency_penalty: request.frequencyPenalty,
        ...(request.seed === undefined ? {} : { seed: request.seed }),
        stop: stopsOf(family, request),
      },
    },
    read(event) {
      const read = generateEvent.parse(event);
      const isLast = read.done === true;
      return {
        text: read.response ?? "",
        finishReason: isLast ? reasonOf(read.done_reason ?? "stop") : null,
        ...(isLast && counted(read.prompt_eval_count, read.eval_count)),
      };
    },
  };
}

/** The family's first: of a server that takes few stops, those keep it from running on; ours are looked for here too. */
function stopsOf(family: FimFamily | null, { stops }: FillRequest): string[] {
  return [...new Set([...(family === null ? [] : fimStops(family)), ...stops])];
}

function reasonOf(reason: string | null | undefined): FillPiece["finishReason"] {
  if (!reason) return null;
  return reason === "length" ? "length" : "stop";
}

/** Servers leave the count of the prompt out where they had read all of it before: then it is estimated. */
function counted(
  promptTokens: number | null | undefined,
  completionTokens: number | null | undefined,
) {
  if (!promptTokens || typeof completionTokens !== "number") return undefined;
  return { usage: { promptTokens, completionTokens } };
}

/** The pieces as the server sends them, as far as so many tokens can be. Raises as {@link eventStream} does. */
export async function* sendFill(
  exchange: FillExchange,
  settings: Pick<CodeExpertSettings, "apiKey" | "headers">,
  options: { timeoutMs: number } & Pick<FillRequest, "signal" | "maxOutputTokens" | "firstPieceMs">,
): AsyncGenerator<FillPiece, void> {
  const { url, body, format, read } = exchange;
  const { maxOutputTokens, timeoutMs, firstPieceMs: firstEventMs, signal } = options;
  const events = eventStream(url, {
    ...{ timeoutMs, firstEventMs, signal, body, format, headers: requestHeaders(settings) },
    maxBytes: mostStreamBytes(maxOutputTokens),
    read(event) {
      const piece = read(event);
      return { piece, characters: piece.text.length };
    },
  });
  yield* endedAtBound(events, maxOutputTokens);
}
