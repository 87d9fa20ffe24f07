import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { z } from "zod";
import type { ServerAnswer } from "./model-answer.ts";
import { playRaw, sendJson } from "./respond.ts";

/** A request to `/v1/embeddings` as a script sees it. */
export interface EmbeddingsRequest {
  /** From 1, in the order of arrival. */
  number: number;
  model: string;
  texts: readonly string[];
  encoding: "float" | "base64";
  headers: IncomingHttpHeaders;
}

export interface EmbeddingsOptions {
  dimensions: number;
  /** A server that knows numbers only ignores the wish for base64. Default: base64 where wished. */
  knowsBase64?: boolean;
  /** What to do instead of giving vectors; null gives them. */
  script?: (request: EmbeddingsRequest) => ServerAnswer | null;
}

const bodySchema = z.object({
  model: z.string(),
  input: z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]),
  encoding_format: z.enum(["float", "base64"]).default("float"),
});

/** Throws a ZodError when the body is no request for embeddings. */
export function readEmbeddingsRequest(
  body: unknown,
  number: number,
  headers: IncomingHttpHeaders,
): EmbeddingsRequest {
  const { model, input: texts, encoding_format: encoding } = bodySchema.parse(body);
  return { number, model, texts, encoding, headers };
}

/** Answers by script, else with the vectors of {@link wordVector}. */
export function answerEmbeddings(
  options: EmbeddingsOptions,
  request: EmbeddingsRequest,
  response: ServerResponse,
): void {
  const scripted = options.script?.(request) ?? null;
  if (scripted !== null) {
    playRaw(scripted, response);
    return;
  }
  const isBase64 = request.encoding === "base64" && options.knowsBase64 !== false;
  const data = request.texts.map((text, index) => {
    const vector = wordVector(text, options.dimensions);
    const embedding = isBase64 ? Buffer.from(vector.buffer).toString("base64") : [...vector];
    return { object: "embedding", index, embedding };
  });
  const tokens = request.texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0);
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  sendJson(response, 200, { object: "list", model: request.model, data, usage });
}

/**
 * A text's words, each counted in the place that its hash names: texts that share words have a
 * large inner product, and the same text always gives the same vector. Not of length 1, as with
 * some servers.
 */
export function wordVector(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const [word] of text.toLowerCase().matchAll(/[a-z0-9]+/g)) {
    const place = hashOf(word) % dimensions;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  return vector;
}

/** FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(word)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
