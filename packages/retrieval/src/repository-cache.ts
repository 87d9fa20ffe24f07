/**
 * What searching one repository keeps in memory.
 *
 * Properties: a search never shows a state older than the one it read at its start; memory is
 * bounded over all repositories of a process; nothing here is needed for correctness.
 * Design: segments never change, so they are kept by id; the numbering of documents is kept by the
 * state's version. Searches that ask at the same time share
 * one load. The repositories used least recently are forgotten when the sum of bytes exceeds the
 * bound; the blocks of terms have a bound of their own.
 * Races accepted: a load that began before a switch may already see files of the new state; the
 * next search sees the new version and loads again.
 */
import type { Database } from "@devflow/database";
import { LRUCache } from "lru-cache";
import { LexicalSnapshot } from "./lexical/lexical-snapshot.ts";
import { SegmentStore } from "./lexical/segment-store.ts";
import { readLiveFiles } from "./storage/live-files.ts";

/** About three million chunks, in all repositories that were searched last. */
const MOST_BYTES = 256 * 1024 * 1024;
/** A repository without anything in memory yet. */
const LEAST_BYTES = 1_000;

type Caches = LRUCache<number, RepositoryCache>;
const caches = new WeakMap<Database, Caches>();

export class RepositoryCache {
  byteLength = LEAST_BYTES;
  readonly #store: SegmentStore;
  #snapshot: { version: number; promise: Promise<LexicalSnapshot> } | null = null;
  readonly #database: Database;
  readonly #repositoryId: number;
  readonly #onGrowth: (cache: RepositoryCache) => void;

  constructor(
    database: Database,
    repositoryId: number,
    onGrowth: (cache: RepositoryCache) => void,
  ) {
    this.#database = database;
    this.#repositoryId = repositoryId;
    this.#onGrowth = onGrowth;
    this.#store = new SegmentStore(database, repositoryId);
  }

  /** Full text of a version or of a later one. */
  snapshot(version: number): Promise<LexicalSnapshot> {
    if (this.#snapshot !== null && this.#snapshot.version >= version) return this.#snapshot.promise;
    const promise = this.#load(version);
    const loading = { version, promise };
    this.#snapshot = loading;
    promise.catch(() => {
      if (this.#snapshot === loading) this.#snapshot = null;
    });
    return promise;
  }

  async #load(version: number): Promise<LexicalSnapshot> {
    // Files first: a blob is in a segment before it is live.
    const files = await readLiveFiles(this.#database, this.#repositoryId);
    const segments = await this.#store.refresh();
    const source = { repositoryId: this.#repositoryId, version, store: this.#store };
    const snapshot = new LexicalSnapshot(source, files, segments);
    this.byteLength = LEAST_BYTES + snapshot.byteLength + this.#store.byteLength;
    this.#onGrowth(this);
    return snapshot;
  }
}

/** The cache of a repository; makes it the one used most recently. */
export function repositoryCacheOf(database: Database, repositoryId: number): RepositoryCache {
  const byRepository = cachesOf(database);
  const known = byRepository.get(repositoryId);
  if (known !== undefined) return known;
  const cache = new RepositoryCache(database, repositoryId, (grown) => {
    // Weighs it anew, unless it was forgotten meanwhile.
    if (byRepository.peek(repositoryId) === grown) byRepository.set(repositoryId, grown);
  });
  byRepository.set(repositoryId, cache);
  return cache;
}

function cachesOf(database: Database): Caches {
  let byRepository = caches.get(database);
  if (byRepository === undefined) {
    byRepository = new LRUCache<number, RepositoryCache>({
      maxSize: MOST_BYTES,
      // One that exceeds the bound alone is kept all the same: there is no other way to search it.
      sizeCalculation: ({ byteLength }) => Math.min(byteLength, MOST_BYTES),
    });
    caches.set(database, byRepository);
  }
  return byRepository;
}
