import type { Database } from "@devflow/database";

/** Deletes every row of a repository's index. The repository itself stays. */
export async function removeCodeIndex(database: Database, repositoryId: number): Promise<void> {
  await database.query(`SELECT drop_code_index($1)`, [repositoryId]);
}
