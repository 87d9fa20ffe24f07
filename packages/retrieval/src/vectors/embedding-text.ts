import type { Chunk } from "@devflow/syntax";

/**
 * What is embedded of a chunk: where it stands, its name, its text. No path: vectors are stored by
 * content, and one content may stand at several paths.
 */
export function embeddingText({ scopes, symbol, text }: Pick<Chunk, "scopes" | "symbol" | "text">) {
  return [...scopes, ...(symbol === null ? [] : [symbol]), text].join("\n");
}
