import type { Embedder, EmbedderSource } from "./embedder.ts";
import { createStaticEmbedder } from "./static-embedder.ts";

/** What turns code into vectors: `builtin` needs no download, `none` leaves full text alone. */
export type EmbedderChoice = Embedder | "builtin" | "none";

export function embedderSourceOf(choice: EmbedderChoice): EmbedderSource {
  if (choice === "builtin") return createStaticEmbedder;
  return async () => (choice === "none" ? null : choice);
}
