import type { Database } from "@devflow/database";
import { emptyIndex } from "./storage/sweep-index.ts";

/**
 * Deletes every row of a repository's index. The repository itself stays. In small pieces first: all
 * of a large index in one statement would hold the embedded engine for seconds.
 */
export async function removeCodeIndex(database: Database, repositoryId: number): Promise<void> {
  await emptyIndex(database, repositoryId);
  await database.query(`SELECT drop_code_index($1)`, [repositoryId]);
}
