import type { Database } from "@devflow/database";
import { readVectorSpace, type VectorSpace } from "../storage/vector-spaces.ts";
import { INDEXED_FROM_CHUNKS } from "./index-vectors.ts";
import { LiveVectors, type VectorSource } from "./live-vectors.ts";
import type { NearRow } from "./nearest-rows.ts";
import { VectorArena } from "./vector-arena.ts";

/** 500,000 chunks of 256 dimensions over all repositories of a process. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_ATTEMPTS = 3;

const memories = new WeakMap<Database, VectorMemory>();

/** What a process keeps of a database's vectors. */
export function vectorMemoryOf(database: Database): VectorMemory {
  let memory = memories.get(database);
  if (memory === undefined) {
    memory = new VectorMemory(database, MOST_BYTES);
    memories.set(database, memory);
  }
  return memory;
}

/** Which version of which tree is asked. */
export interface LiveSpace extends Omit<VectorSource, "database"> {
  version: number;
  blobIds: () => ReadonlySet<number>;
}

export class VectorMemory {
  readonly #database: Database;
  readonly #arena: VectorArena;
  /** By repository; the one searched least recently comes first. */
  readonly #vectors = new Map<number, LiveVectors>();
  readonly #spaces = new Map<number, VectorSpace>();

  constructor(database: Database, mostBytes: number) {
    this.#database = database;
    this.#arena = new VectorArena(mostBytes);
  }

  /** What a repository's space is; null when it was swept. */
  async space(repositoryId: number, spaceId: number, chunks: number): Promise<VectorSpace | null> {
    const known = this.#spaces.get(repositoryId);
    // A space never changes, but that a large one gets its index one day.
    const mayChange = known?.isIndexed === false && chunks >= INDEXED_FROM_CHUNKS;
    if (known?.id === spaceId && !mayChange) return known;
    const space = await readVectorSpace(this.#database, repositoryId, spaceId);
    if (space !== null) this.#spaces.set(repositoryId, space);
    return space;
  }

  /**
   * The live chunks nearest to a vector, and those that are as near as the last, in no order; null
   * when the vectors of the repository are more than there is memory for.
   */
  async nearest(
    space: LiveSpace,
    question: Float32Array,
    limit: number,
  ): Promise<NearRow[] | null> {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const vectors = this.#vectorsOf(space);
      if (!(await vectors.load(space.version, space.blobIds))) return null;
      // Another repository may have taken the memory in this very moment.
      if (vectors.holds(space.version)) return vectors.nearest(question, limit);
    }
    return null;
  }

  #vectorsOf(space: LiveSpace): LiveVectors {
    const { repositoryId, spaceId, dimensions } = space;
    let vectors = this.#vectors.get(repositoryId);
    if (vectors?.spaceId !== spaceId) {
      vectors?.retire();
      const source = { database: this.#database, repositoryId, spaceId, dimensions };
      vectors = new LiveVectors(source, this.#arena, () => this.#takeSlab());
    }
    this.#vectors.delete(repositoryId);
    this.#vectors.set(repositoryId, vectors);
    return vectors;
  }

  #takeSlab(): number | null {
    const slab = this.#arena.take();
    if (slab !== null) return slab;
    for (const [repositoryId, vectors] of this.#vectors) {
      if (vectors.isLoading) continue;
      vectors.release();
      this.#vectors.delete(repositoryId);
      return this.#arena.take();
    }
    return null;
  }
}
