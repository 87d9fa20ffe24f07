/**
 * What searching one repository keeps in memory.
 *
 * Properties: a search never shows a state older than the one it read at its start; memory is
 * bounded over all repositories of a process; nothing here is needed for correctness.
 * Design: the terms of blobs and the directions of a vector space never change, so they are kept
 * by id; the inverted index is kept by the state's version. Searches that ask at the same time
 * share one load. The repositories used least recently are forgotten when the sum of postings
 * exceeds the bound.
 * Races accepted: a load that began before a switch may already see files of the new state; the
 * next search sees the new version and loads again.
 */
import type { Database } from "@devflow/database";
import { BlobTerms } from "./lexical/blob-terms.ts";
import { LexicalSnapshot } from "./lexical/lexical-snapshot.ts";
import { readLiveFiles } from "./storage/live-files.ts";
import { readVectorSpace, type VectorSpace } from "./storage/vector-spaces.ts";
import type { Embedder } from "./vectors/embedder.ts";
import { LSA_EMBEDDER, LsaEmbedder } from "./vectors/lsa-embedder.ts";

/** About 13 bytes each, in the inverted index and in the blobs' terms: 260 MB. */
const MOST_POSTINGS = 20_000_000;

const caches = new WeakMap<Database, Map<number, RepositoryCache>>();

export class RepositoryCache {
  blobTerms = new BlobTerms();
  #snapshot: { version: number; promise: Promise<LexicalSnapshot> } | null = null;
  #space: VectorSpace | null = null;
  #lsa: LsaEmbedder | null = null;
  #postings = 0;
  readonly #database: Database;
  readonly #repositoryId: number;

  constructor(database: Database, repositoryId: number) {
    this.#database = database;
    this.#repositoryId = repositoryId;
  }

  get postings(): number {
    return this.#postings;
  }

  /** The inverted index of a version or of a later one. */
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

  /**
   * The embedder whose vectors a space holds: the given one or the built-in one. Null when it is
   * neither, or the space was swept: then there is no vector to compare with.
   */
  async embedderOf(spaceId: number, given: Embedder | null): Promise<Embedder | null> {
    if (this.#space?.id !== spaceId) {
      const space = await readVectorSpace(this.#database, this.#repositoryId, spaceId);
      if (space === null) return null;
      this.#space = space;
      this.#lsa = new LsaEmbedder(this.#database, space);
    }
    const { embedder } = this.#space;
    if (embedder === LSA_EMBEDDER) return this.#lsa;
    return given?.id === embedder ? given : null;
  }

  async #load(version: number): Promise<LexicalSnapshot> {
    const files = await readLiveFiles(this.#database, this.#repositoryId);
    const blobIds = new Set(files.map(({ blobId }) => blobId));
    if (this.blobTerms.hasOutgrown()) this.blobTerms = new BlobTerms();
    const { blobTerms } = this;
    const blobs = await blobTerms.load(this.#database, this.#repositoryId, blobIds);
    const snapshot = new LexicalSnapshot(version, files, blobs, blobTerms.vocabulary);
    this.#postings = snapshot.postingCount;
    return snapshot;
  }
}

/** The cache of a repository; makes it the one used most recently. */
export function repositoryCacheOf(database: Database, repositoryId: number): RepositoryCache {
  const byRepository = caches.get(database) ?? new Map<number, RepositoryCache>();
  caches.set(database, byRepository);
  const cache = byRepository.get(repositoryId) ?? new RepositoryCache(database, repositoryId);
  byRepository.delete(repositoryId);
  byRepository.set(repositoryId, cache);
  forgetLeastRecent(byRepository, repositoryId);
  return cache;
}

function forgetLeastRecent(caches: Map<number, RepositoryCache>, kept: number): void {
  let postings = 0;
  for (const cache of caches.values()) postings += cache.postings;
  for (const [repositoryId, cache] of caches) {
    if (postings <= MOST_POSTINGS || repositoryId === kept) return;
    caches.delete(repositoryId);
    postings -= cache.postings;
  }
}
