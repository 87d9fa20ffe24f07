/** Turns text into vectors whose inner product says how alike two texts are. */
export interface Embedder {
  /** Names the vector space: vectors of different ids are never compared. */
  readonly id: string;
  readonly dimensions: number;
  /** One vector a text, in the same order, of length 1 (or 0 when nothing in the text is known). */
  embed(texts: readonly string[]): Promise<Float32Array[]>;
}
