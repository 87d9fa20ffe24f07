import type { Database } from "@devflow/database";
import type { RepositoryIndexStatus } from "./model.ts";
import { readIndexStatuses } from "./storage/read-index-statuses.ts";

/**
 * How far the indexes of the repositories are: of one, or of all that are not removed, by name. One
 * without an index is among them.
 */
export function listIndexStatuses(
  database: Database,
  repositoryId: number | null = null,
): Promise<RepositoryIndexStatus[]> {
  return readIndexStatuses(database, repositoryId);
}
