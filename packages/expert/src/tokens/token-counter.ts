/**
 * Counts tokens, exactly where the server can.
 *
 * Wanted: a prompt that is counted to fit does fit; counting never fails a review and is quick.
 * Design: `POST /tokenize` beside the API (vLLM and llama.cpp both have it, with different
 * bodies; one body carries both). The first count is the probe. A server that answers anything
 * but a count is asked no more; one that does not answer, or three times in a row takes half a
 * second for it, is asked again after 30 s: a review counts hundreds of texts. Texts are
 * cached by hash, because instructions and context come back in every prompt of a review.
 * Races accepted: counts that start before the probe has ended each ask once.
 */
import { z } from "zod";
import { boundedRequest } from "../client/bounded-fetch.ts";
import { estimateTokens } from "./estimate-tokens.ts";
import { createTextCache } from "./text-cache.ts";

/** A count must not cost more than it saves. */
const TIMEOUT_MS = 2_000;
const SILENCE_MS = 30_000;
const SLOW_MS = 500;
const SLOW_COUNTS = 3;
const CACHE_ENTRIES = 5_000;
/** Longer texts never fit a prompt, so an estimate is as good. */
const MAX_CHARACTERS = 200_000;

export interface TokenizerOptions {
  /** The expert's base URL; `/tokenize` is beside its version. */
  url: string;
  headers: Record<string, string>;
  /** Null while it is not known: vLLM then takes the model that it serves. */
  model: () => string | null;
  /** False: estimates only. */
  isServerAsked: boolean;
  /** From here on a count is slow. */
  slowMs?: number;
  /** Told once, when the server's own window is known. */
  onServerWindow?: (windowTokens: number) => void;
}

const answer = z
  .object({
    count: z.int().nonnegative().optional(),
    tokens: z.array(z.unknown()).optional(),
    max_model_len: z.int().positive().optional(),
  })
  .transform(({ count, tokens, max_model_len }) => ({
    count: count ?? tokens?.length ?? null,
    windowTokens: max_model_len ?? null,
  }));

/** Counts the tokens of a text; never throws and never takes longer than two seconds. */
export function createTokenCounter(options: TokenizerOptions): (text: string) => Promise<number> {
  const cache = createTextCache<number>(CACHE_ENTRIES);
  let isAsked = options.isServerAsked;
  let silentUntil = 0;
  let slowInRow = 0;

  return async (text) => {
    if (!isAsked || text === "" || text.length > MAX_CHARACTERS || Date.now() < silentUntil) {
      return estimateTokens(text);
    }
    const known = cache.get(text);
    if (known !== undefined) return known;
    const begun = performance.now();
    const outcome = await askServer(options, text);
    slowInRow = performance.now() - begun >= (options.slowMs ?? SLOW_MS) ? slowInRow + 1 : 0;
    if (outcome === "silent" || slowInRow >= SLOW_COUNTS) silentUntil = Date.now() + SILENCE_MS;
    if (outcome === "unable") isAsked = false;
    if (typeof outcome === "string") return estimateTokens(text);
    cache.set(text, outcome.count);
    return outcome.count;
  };
}

async function askServer(
  options: TokenizerOptions,
  text: string,
): Promise<{ count: number } | "unable" | "silent"> {
  try {
    const response = await boundedRequest(`${options.url.replace(/\/v\d+$/, "")}/tokenize`, {
      method: "POST",
      headers: { ...options.headers, "content-type": "application/json" },
      body: tokenizeBody(options.model(), text),
      timeoutMs: TIMEOUT_MS,
    });
    if (response.status >= 500 || response.status === 429) return "silent";
    const parsed = response.status === 200 ? readAnswer(response.text) : null;
    if (parsed?.count == null) return "unable";
    if (parsed.windowTokens !== null) options.onServerWindow?.(parsed.windowTokens);
    return { count: parsed.count };
  } catch {
    return "silent";
  }
}

function tokenizeBody(model: string | null, text: string): string {
  const vllm = {
    ...(model === null ? {} : { model }),
    prompt: text,
    add_special_tokens: false,
  };
  const llamaCpp = { content: text, add_special: false };
  return JSON.stringify({ ...vllm, ...llamaCpp });
}

function readAnswer(text: string): z.output<typeof answer> | null {
  try {
    return answer.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
