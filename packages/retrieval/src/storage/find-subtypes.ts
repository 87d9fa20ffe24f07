import type { Queryable } from "@devflow/database";
import { DEFINITION_COLUMNS, type StoredDefinition, toDefinitions } from "./find-definitions.ts";
import type { LivePaths } from "./live-paths.ts";

const MOST_ROWS = 200;

/** Definitions that extend or implement one of the names. */
export async function findSubtypes(
  db: Queryable,
  repositoryId: number,
  live: LivePaths,
  names: readonly string[],
): Promise<StoredDefinition[]> {
  if (names.length === 0) return [];
  const rows = await db.query(
    `SELECT ${DEFINITION_COLUMNS}
       FROM symbol_definitions d
      WHERE repository_id = $1 AND supertypes && $2::text[] AND supertypes <> '{}'
        AND EXISTS (SELECT FROM indexed_files f
                     WHERE f.repository_id = $1 AND f.blob_id = d.blob_id)
      ORDER BY blob_id DESC LIMIT $3`,
    [repositoryId, names, MOST_ROWS],
  );
  return toDefinitions(rows, live);
}
