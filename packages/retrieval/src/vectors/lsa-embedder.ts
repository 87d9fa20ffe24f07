import type { Queryable } from "@devflow/database";
import { numbersOf, textOf } from "../storage/rows.ts";
import { countTerms } from "../text/split-terms.ts";
import type { Embedder } from "./embedder.ts";
import { type FoldedText, foldIn } from "./fold-in.ts";

/** What an embedder without a name of its own is called in `vector_spaces`. */
export const LSA_EMBEDDER = "lsa-1";

/**
 * The embedder of one fitted space. Directions are read when a term is first met and kept: a space
 * never changes, and has at most 8,192 terms of 64 numbers, so 2 MB.
 */
export class LsaEmbedder implements Embedder {
  readonly id: string;
  readonly dimensions: number;
  readonly spaceId: number;
  readonly #db: Queryable;
  readonly #repositoryId: number;
  readonly #directions = new Map<string, Float32Array>();

  constructor(db: Queryable, space: { repositoryId: number; id: number; dimensions: number }) {
    this.id = `${LSA_EMBEDDER}:${space.id}`;
    this.dimensions = space.dimensions;
    this.#db = db;
    this.#repositoryId = space.repositoryId;
    this.spaceId = space.id;
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    return (await this.fold(texts)).map(({ vector }) => vector);
  }

  /** As embed, with how much of each text the space knows. */
  async fold(texts: readonly string[]): Promise<FoldedText[]> {
    const counted = texts.map((text) => countTerms(text));
    const terms = new Set(counted.flatMap((counts) => [...counts.keys()]));
    const directions = await this.#read(terms);
    return counted.map((counts) =>
      foldIn(
        [...counts].map(([term, count]) => [directions.get(term), count] as const),
        this.dimensions,
      ),
    );
  }

  async #read(terms: ReadonlySet<string>): Promise<ReadonlyMap<string, Float32Array>> {
    const missing = [...terms].filter((term) => !this.#directions.has(term));
    if (missing.length === 0) return this.#directions;
    const rows = await this.#db.query(
      `SELECT term, direction::real[] AS direction FROM vector_space_terms
        WHERE repository_id = $1 AND space_id = $2 AND term = ANY($3::text[])`,
      [this.#repositoryId, this.spaceId, missing],
    );
    for (const row of rows) {
      this.#directions.set(textOf(row, "term"), Float32Array.from(numbersOf(row, "direction")));
    }
    return this.#directions;
  }
}
