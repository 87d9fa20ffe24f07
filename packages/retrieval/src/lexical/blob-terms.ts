import type { Queryable } from "@devflow/database";
import type { ChunkKind } from "@devflow/syntax";
import { readChunks } from "../storage/read-chunks.ts";
import { countTerms } from "../text/split-terms.ts";

/** The terms of one chunk: parallel arrays of term number and count. */
export interface TermCounts {
  terms: Uint32Array;
  counts: Uint16Array;
}

/** One chunk without its text: what ranking needs to know. */
export interface ChunkTerms {
  ordinal: number;
  kind: ChunkKind;
  symbol: string | null;
  startLine: number;
  endLine: number;
  counts: TermCounts;
}

const LARGEST_COUNT = 65_535;

/** Terms numbered in the order of their first appearance. */
export class Vocabulary {
  readonly #numbers = new Map<string, number>();

  get size(): number {
    return this.#numbers.size;
  }

  numberOf(term: string): number | undefined {
    return this.#numbers.get(term);
  }

  terms(): Iterable<string> {
    return this.#numbers.keys();
  }

  add(counts: ReadonlyMap<string, number>): TermCounts {
    const terms = new Uint32Array(counts.size);
    const numbers = new Uint16Array(counts.size);
    let at = 0;
    for (const [term, count] of counts) {
      let number = this.#numbers.get(term);
      if (number === undefined) {
        number = this.#numbers.size;
        this.#numbers.set(term, number);
      }
      terms[at] = number;
      numbers[at] = Math.min(LARGEST_COUNT, count);
      at += 1;
    }
    return { terms, counts: numbers };
  }
}

/** The terms of one repository's blobs. Blobs never change, so what was read once stays right. */
export class BlobTerms {
  readonly vocabulary = new Vocabulary();
  #blobs: ReadonlyMap<number, readonly ChunkTerms[]> = new Map();
  #firstSize: number | null = null;

  /** True when terms of blobs long gone have come to outnumber the ones in use. */
  hasOutgrown(): boolean {
    return this.#firstSize !== null && this.vocabulary.size > 2 * this.#firstSize + 10_000;
  }

  /** The asked blobs' chunks. Reads those not known yet, then knows the asked ones only. */
  async load(
    db: Queryable,
    repositoryId: number,
    blobIds: ReadonlySet<number>,
  ): Promise<ReadonlyMap<number, readonly ChunkTerms[]>> {
    const known = this.#blobs;
    const loaded = new Map<number, readonly ChunkTerms[]>();
    for (const blobId of blobIds) {
      const chunks = known.get(blobId);
      if (chunks !== undefined) loaded.set(blobId, chunks);
    }
    const missing = [...blobIds].filter((blobId) => !loaded.has(blobId));
    for await (const { blobId, chunks } of readChunks(db, repositoryId, missing)) {
      loaded.set(
        blobId,
        chunks.map(({ text, ...chunk }) => ({
          ...chunk,
          counts: this.vocabulary.add(countTerms(text)),
        })),
      );
    }
    this.#blobs = loaded;
    this.#firstSize ??= this.vocabulary.size;
    return loaded;
  }
}
