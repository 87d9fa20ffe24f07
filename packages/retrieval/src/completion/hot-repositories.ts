import type { Database } from "@devflow/database";
import { LRUCache } from "lru-cache";
import { type RepositoryMap, repositoryMapOf } from "../context/repository-map.ts";
import type { LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { repositoryCacheOf } from "../repository-cache.ts";
import { readIndexState } from "../storage/read-index-state.ts";
import { type DefinitionTable, readDefinitionTable } from "./definition-table.ts";

/** Definitions in memory of all repositories together: about 500,000. */
const MOST_BYTES = 128 * 1024 * 1024;
/** How old the knowledge of which version is live may be. */
const VERSION_AGE_MS = 1_000;

export interface HotRepository {
  version: number;
  map: RepositoryMap;
  snapshot: LexicalSnapshot;
  table: DefinitionTable;
}

interface Entry {
  hot: HotRepository | null;
  askedAt: number;
  /** Being read anew, by whoever noticed first. */
  reading: Promise<HotRepository | null> | null;
}

/** What keystrokes look things up in: read once a version, and renewed beside the answers. */
export class HotRepositories {
  readonly #database: Database;
  readonly #entries = new LRUCache<number, Entry>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ hot }) => Math.min(MOST_BYTES, 1_000 + (hot?.table.byteLength ?? 0)),
  });

  constructor(database: Database) {
    this.#database = database;
  }

  /** The repository as it was a moment ago; null for one that has no index. */
  async read(repositoryId: number): Promise<HotRepository | null> {
    const entry = this.#entries.get(repositoryId) ?? { hot: null, askedAt: 0, reading: null };
    const isFresh = performance.now() - entry.askedAt < VERSION_AGE_MS && entry.askedAt > 0;
    if (!isFresh && entry.reading === null) {
      entry.reading = this.#renew(repositoryId, entry).finally(() => {
        entry.reading = null;
      });
      entry.reading.catch(() => {});
      this.#entries.set(repositoryId, entry);
    }
    return entry.hot ?? entry.reading ?? null;
  }

  async #renew(repositoryId: number, entry: Entry): Promise<HotRepository | null> {
    const { version } = await readIndexState(this.#database, repositoryId);
    if (version === 0) entry.hot = null;
    else if (entry.hot?.version !== version) entry.hot = await this.#load(repositoryId, version);
    entry.askedAt = performance.now();
    // Weighs it anew.
    this.#entries.set(repositoryId, entry);
    return entry.hot;
  }

  async #load(repositoryId: number, version: number): Promise<HotRepository> {
    const [map, snapshot] = await Promise.all([
      repositoryMapOf(this.#database, repositoryId, version),
      repositoryCacheOf(this.#database, repositoryId).snapshot(version),
    ]);
    const table = await readDefinitionTable(this.#database, repositoryId, map.tree.files);
    return { version, map, snapshot, table };
  }
}
