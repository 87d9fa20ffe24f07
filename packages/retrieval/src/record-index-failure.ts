import type { Database } from "@devflow/database";
import { writeFailure, writeStart } from "./storage/write-index-state.ts";

/** Leaves in the index state why a repository could not even be read. */
export async function recordIndexFailure(
  database: Database,
  repositoryId: number,
  message: string,
): Promise<void> {
  await database.query(`SELECT create_code_index($1)`, [repositoryId]);
  await writeStart(database, repositoryId);
  await writeFailure(database, repositoryId, message);
}
