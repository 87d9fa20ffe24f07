import type { Database } from "@devflow/database";
import type { EmbedderSource } from "../vectors/embedder.ts";
import type { EmbedderChoice } from "../vectors/embedder-choice.ts";

/** What whoever asks may read. A search names these repositories and never another. */
export interface SearchScope {
  repositoryIds: readonly number[];
  /** Default: the built-in one. */
  embedder?: EmbedderChoice;
}

/** One repository. */
export interface RepositoryScope {
  database: Database;
  repositoryId: number;
  embedder: EmbedderSource;
}
