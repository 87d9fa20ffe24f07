import { createHash } from "node:crypto";
import type { Embedder } from "@devflow/retrieval";
import { countTerms } from "@devflow/retrieval/testing";
import { fitLsa, LSA_DIMENSIONS } from "./fit-lsa.ts";
import { foldIn } from "./fold-in.ts";
import type { TermCounts } from "./term-counts.ts";

/**
 * Latent semantic analysis of the given texts, which is what DevFlow's first embedder was: learnt
 * from the repository alone. Kept as the baseline that a trained one has to beat. A basis of fewer
 * dimensions, as tiny repositories give, is filled up with zeros.
 */
export async function fitLsaEmbedder(texts: readonly string[]): Promise<Embedder> {
  const numbers = new Map<string, number>();
  const basis = fitLsa(
    texts.map((text) => numberTerms(text, numbers)),
    [...numbers.keys()],
  );
  const names = [...numbers.keys()];
  const directions = new Map<string, Float32Array>();
  for (const [row, term] of basis.terms.entries()) {
    const start = row * basis.dimensions;
    const direction = basis.directions.subarray(start, start + basis.dimensions);
    directions.set(names[term] ?? "", direction);
  }
  const embed = (text: string) => {
    const counted = [...countTerms(text)].map(
      ([term, count]) => [directions.get(term), count] as const,
    );
    const vector = new Float32Array(LSA_DIMENSIONS);
    vector.set(foldIn(counted, basis.dimensions));
    return vector;
  };
  return {
    id: `lsa:${createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 12)}`,
    dimensions: LSA_DIMENSIONS,
    embed: async (asked) => asked.map(embed),
  };
}

/** Counts a text's terms, giving each new term the next number. */
function numberTerms(text: string, numbers: Map<string, number>): TermCounts {
  const counts = [...countTerms(text)];
  const terms = counts.map(([term]) => {
    const number = numbers.get(term) ?? numbers.size;
    numbers.set(term, number);
    return number;
  });
  return {
    terms: Uint32Array.from(terms),
    counts: Uint16Array.from(counts, ([, count]) => count),
  };
}
