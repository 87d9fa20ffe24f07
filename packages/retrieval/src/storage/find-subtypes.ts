import type { Queryable } from "@devflow/database";
import { type StoredDefinition, toDefinitions } from "./find-definitions.ts";
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
    `SELECT blob_id, name, kind, scopes, start_line, end_line, supertypes
       FROM symbol_definitions d
      WHERE repository_id = $1 AND supertypes && $2::text[] AND supertypes <> '{}'
        AND EXISTS (SELECT FROM indexed_files f
                     WHERE f.repository_id = $1 AND f.blob_id = d.blob_id)
      ORDER BY blob_id DESC LIMIT $3`,
    [repositoryId, names, MOST_ROWS],
  );
  return toDefinitions(rows, live);
}

/** Methods and functions that stand in the blobs, to cut chunks at them. */
export async function findDefinitionsIn(
  db: Queryable,
  repositoryId: number,
  live: LivePaths,
  blobIds: readonly number[],
): Promise<StoredDefinition[]> {
  if (blobIds.length === 0) return [];
  const rows = await db.query(
    `SELECT blob_id, name, kind, scopes, start_line, end_line, supertypes
       FROM symbol_definitions
      WHERE repository_id = $1 AND blob_id = ANY($2::bigint[]) AND kind <> 'variable'`,
    [repositoryId, blobIds],
  );
  return toDefinitions(rows, live);
}
