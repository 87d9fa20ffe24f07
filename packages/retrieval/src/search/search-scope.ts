import type { Database } from "@devflow/database";
import type { Embedder } from "../vectors/embedder.ts";

/** Where a search looks: always one repository. */
export interface SearchScope {
  database: Database;
  repositoryId: number;
  /** Null: the built-in one. */
  embedder: Embedder | null;
}
