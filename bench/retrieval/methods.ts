import { createEndpointEmbedder } from "@devflow/expert";
import { createLogger } from "@devflow/logging";
import type { Embedder } from "@devflow/retrieval";
import type { SearchParts } from "@devflow/retrieval/testing";
import { fitLsaEmbedder } from "../support/lsa/fit-lsa-embedder.ts";

/** Where vectors come from in one pass over a repository. */
export interface VectorSource {
  name: string;
  /** Gets the texts of all chunks of the repository. Null: the product's own default. */
  makeEmbedder: ((texts: readonly string[]) => Promise<Embedder>) | null;
}

export const builtIn: VectorSource = { name: "built-in", makeEmbedder: null };
export const lsa: VectorSource = { name: "LSA", makeEmbedder: fitLsaEmbedder };

/** A model behind an OpenAI-compatible embeddings endpoint. */
export function endpoint(url: string, model: string, dimensions: number): VectorSource {
  const prefixes = { query: "", document: "" };
  const settings = { kind: "endpoint", url, model, dimensions, apiKey: null, prefixes } as const;
  const logger = createLogger({ level: "silent" });
  return { name: model, makeEmbedder: async () => createEndpointEmbedder(settings, logger) };
}

/** One way of searching that gets a column. */
export interface Method {
  name: string;
  parts: SearchParts;
}

/** What needs no vectors. */
export const textMethods: Method[] = [
  { name: "BM25", parts: { lexical: true, vectors: false, rules: false } },
  { name: "BM25 + rules", parts: { lexical: true, vectors: false, rules: true } },
];

/** The product's own search, when the vectors are the default ones. */
export function hybridName(source: VectorSource): string {
  return `hybrid, ${source.name}`;
}

export function vectorMethods(source: VectorSource): Method[] {
  return [
    { name: source.name, parts: { lexical: false, vectors: true, rules: false } },
    { name: `${source.name} + rules`, parts: { lexical: false, vectors: true, rules: true } },
    { name: hybridName(source), parts: { lexical: true, vectors: true, rules: true } },
  ];
}
