import { ExternalError } from "@devflow/errors";
import type { OpenAI } from "openai";
import { z } from "zod";
import { toExpertError } from "../client/to-expert-error.ts";

export interface EmbeddingRequest {
  model: string;
  texts: readonly string[];
  dimensions: number;
  encoding: "base64" | "float";
  signal: AbortSignal | undefined;
}

/** Servers that know no base64 ignore the wish and send numbers: TEI, and Ollama for long. */
const answerSchema = z.object({
  data: z.array(
    z.object({
      index: z.number().int(),
      embedding: z.union([z.string(), z.array(z.number())]),
    }),
  ),
});

/**
 * One request, one vector of length 1 a text, in the texts' order; no retries.
 *
 * @throws ExternalError: see {@link toExpertError}; `wrong_dimensions` when the model gives vectors
 * of another size, which no repetition changes
 */
export async function sendEmbeddings(
  client: OpenAI,
  request: EmbeddingRequest,
): Promise<Float32Array[]> {
  const { model, texts, dimensions, encoding, signal } = request;
  let vectors: Float32Array[];
  try {
    const answer = await client.embeddings.create(
      { model, input: [...texts], encoding_format: encoding },
      signal === undefined ? {} : { signal },
    );
    const { data } = answerSchema.parse(answer);
    const byIndex = new Map(data.map((each) => [each.index, toVector(each.embedding)]));
    vectors = texts.map((_, index) => {
      const vector = byIndex.get(index);
      if (vector === undefined) throw new TypeError("a text has no vector");
      return vector;
    });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw toExpertError(error, "embedder");
  }
  for (const vector of vectors) refuseOtherDimensions(vector, model, dimensions);
  return vectors.map(toUnitLength);
}

/** Base64 holds single floats, little-endian. */
function toVector(embedding: string | readonly number[]): Float32Array {
  if (typeof embedding !== "string") return Float32Array.from(embedding);
  const bytes = Buffer.from(embedding, "base64");
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) =>
    bytes.readFloatLE(index * 4),
  );
}

function refuseOtherDimensions(vector: Float32Array, model: string, dimensions: number): void {
  if (vector.length === dimensions) return;
  throw new ExternalError(
    `The embedder's model ${model} gives ${vector.length} dimensions, EMBEDDER_DIMENSIONS says ${dimensions}`,
    { service: "embedder", retryable: false, code: "wrong_dimensions" },
  );
}

function toUnitLength(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : vector;
}
