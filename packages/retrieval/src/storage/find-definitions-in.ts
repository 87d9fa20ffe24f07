import type { Queryable } from "@devflow/database";
import { DEFINITION_COLUMNS, type StoredDefinition, toDefinitions } from "./find-definitions.ts";
import type { LivePaths } from "./live-paths.ts";

/** Definitions, but variables, that stand in the blobs, to cut chunks at them. */
export async function findDefinitionsIn(
  db: Queryable,
  repositoryId: number,
  live: LivePaths,
  blobIds: readonly number[],
): Promise<StoredDefinition[]> {
  if (blobIds.length === 0) return [];
  const rows = await db.query(
    `SELECT ${DEFINITION_COLUMNS}
       FROM symbol_definitions
      WHERE repository_id = $1 AND blob_id = ANY($2::bigint[]) AND kind <> 'variable'`,
    [repositoryId, blobIds],
  );
  return toDefinitions(rows, live);
}
