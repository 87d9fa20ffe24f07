import type { Chunk } from "@devflow/syntax";

/**
 * What full text counts of a chunk: the names of what is around it, its own name and its text.
 * A method thereby also answers for its class. Worth 0.002 NDCG@10 over development repositories.
 */
export function chunkText({
  scopes,
  symbol,
  text,
}: Pick<Chunk, "scopes" | "symbol" | "text">): string {
  const names = symbol === null ? scopes : [...scopes, symbol];
  return names.length === 0 ? text : `${names.join(" ")}\n${text}`;
}
