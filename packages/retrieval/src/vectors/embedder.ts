export interface EmbedOptions {
  /** Models that were trained on pairs place a question elsewhere than the text that answers it. */
  kind: "document" | "query";
  signal?: AbortSignal | undefined;
}

/** Turns text into vectors whose inner product says how alike two texts are. */
export interface Embedder {
  /** Names the vector space: vectors of different ids are never compared. */
  readonly id: string;
  readonly dimensions: number;
  /** True when a text that was embedded before is better looked up than embedded again. */
  readonly isCostly?: boolean;
  /**
   * One vector a text, in the same order, of length 1 (or 0 when nothing in the text is known).
   * Raises ExternalError when a server is asked and does not answer.
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;
}

/** The embedder to use, opened when it is first needed; null when there shall be no vectors. */
export type EmbedderSource = () => Promise<Embedder | null>;
