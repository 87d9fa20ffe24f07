/**
 * The segments of one repository and their blocks, as far as they are in memory.
 *
 * Properties: a block is read at most once while it is in use; memory for blocks is bounded over
 * all repositories of a process; segments that a merge took away are noticed, never half read.
 * Design: segments and blocks never change, so both are kept by id. Which segments are live is
 * asked of the database by `refresh` only; a block that is missing means that a merge came
 * between, and the asker refreshes.
 * Races accepted: two searches may read the same block at the same time.
 */
import type { Database } from "@devflow/database";
import { LRUCache } from "lru-cache";
import {
  type BlockPlace,
  readBlocks,
  readSegmentIds,
  readSegments,
} from "../storage/lexical-segments.ts";
import type { Segment } from "./segment.ts";
import { TermBlock } from "./term-block.ts";

/** All blocks of about 600,000 chunks. */
const MOST_BLOCK_BYTES = 128 * 1024 * 1024;
/** What a block takes beside its bytes. */
const BLOCK_OVERHEAD_BYTES = 300;
/** At most 8 MB in one answer of the database. */
const BLOCKS_A_READ = 256;

type BlockCache = LRUCache<string, TermBlock>;
const caches = new WeakMap<Database, BlockCache>();

export class SegmentStore {
  #segments = new Map<number, Segment>();
  readonly #database: Database;
  readonly #repositoryId: number;
  readonly #blocks: BlockCache;

  constructor(database: Database, repositoryId: number) {
    this.#database = database;
    this.#repositoryId = repositoryId;
    this.#blocks = blockCacheOf(database);
  }

  get byteLength(): number {
    let sum = 0;
    for (const segment of this.#segments.values()) sum += segment.byteLength;
    return sum;
  }

  /** The live segments, read as far as they are new. */
  async refresh(): Promise<readonly Segment[]> {
    for (;;) {
      const ids = await readSegmentIds(this.#database, this.#repositoryId);
      const unknown = ids.filter((id) => !this.#segments.has(id));
      const read = await readSegments(this.#database, this.#repositoryId, unknown);
      // A merge may have come between; whoever merges makes fewer, so this ends.
      if (read.length < unknown.length) continue;
      const known = new Map([
        ...this.#segments,
        ...read.map((segment) => [segment.id, segment] as const),
      ]);
      const segments = ids.flatMap((id) => known.get(id) ?? []);
      this.#segments = new Map(segments.map((segment) => [segment.id, segment]));
      return segments;
    }
  }

  /** The blocks at the places, in the same order; null when a merge took one away. */
  async blocks(places: readonly BlockPlace[]): Promise<TermBlock[] | null> {
    const found = places.map((place) => this.#blocks.get(this.#keyOf(place)));
    const missing = places.filter((_, index) => found[index] === undefined);
    const read = new Map<string, TermBlock>();
    for (let start = 0; start < missing.length; start += BLOCKS_A_READ) {
      const page = missing.slice(start, start + BLOCKS_A_READ);
      for (const row of await readBlocks(this.#database, this.#repositoryId, page)) {
        const block = new TermBlock(row.bytes);
        read.set(this.#keyOf(row), block);
        this.#blocks.set(this.#keyOf(row), block);
      }
    }
    const blocks = places.flatMap(
      (place, index) => found[index] ?? read.get(this.#keyOf(place)) ?? [],
    );
    return blocks.length === places.length ? blocks : null;
  }

  #keyOf({ segmentId, number }: BlockPlace): string {
    return `${segmentId} ${number}`;
  }
}

function blockCacheOf(database: Database): BlockCache {
  let cache = caches.get(database);
  if (cache === undefined) {
    cache = new LRUCache<string, TermBlock>({
      maxSize: MOST_BLOCK_BYTES,
      sizeCalculation: ({ byteLength }) => byteLength + BLOCK_OVERHEAD_BYTES,
    });
    caches.set(database, cache);
  }
  return cache;
}
