import type { Queryable, Row } from "@devflow/database";
import type { ChunkKind } from "@devflow/syntax";
import type { LivePaths } from "./live-paths.ts";
import { kindOf, numberOf, textOf, textsOf } from "./rows.ts";

export interface StoredDefinition {
  name: string;
  path: string;
  kind: ChunkKind;
  scopes: string[];
  startLine: number;
  endLine: number;
  /** Names of what it extends or implements. */
  supertypes: string[];
}

/** What {@link toDefinitions} reads. */
export const DEFINITION_COLUMNS = "blob_id, name, kind, scopes, start_line, end_line, supertypes";

/**
 * A name defined more often is no name to look up (`get`, `run`, `main`). Live blobs only: a rebuild
 * has as many definitions again beside them.
 */
const MOST_A_NAME = 100;

/** Definitions of the names in the live files, by name and place. */
export async function findDefinitions(
  db: Queryable,
  repositoryId: number,
  live: LivePaths,
  names: readonly string[],
): Promise<StoredDefinition[]> {
  if (names.length === 0) return [];
  const rows = await db.query(
    `SELECT ${DEFINITION_COLUMNS}
       FROM (SELECT *, row_number() OVER (PARTITION BY name ORDER BY blob_id DESC) AS place
               FROM symbol_definitions d
              WHERE repository_id = $1 AND name = ANY($2::text[])
                AND EXISTS (SELECT FROM indexed_files f
                             WHERE f.repository_id = $1 AND f.blob_id = d.blob_id)) AS found
      WHERE place <= $3`,
    [repositoryId, names, MOST_A_NAME],
  );
  return toDefinitions(rows, live);
}

/** Definitions of rows, once for each live path, by name and place. */
export function toDefinitions(rows: readonly Row[], live: LivePaths): StoredDefinition[] {
  const definitions = rows.flatMap((row) =>
    live.pathsOf(numberOf(row, "blob_id")).map((path) => ({
      name: textOf(row, "name"),
      path,
      kind: kindOf(row),
      scopes: textsOf(row, "scopes"),
      startLine: numberOf(row, "start_line"),
      endLine: numberOf(row, "end_line"),
      supertypes: textsOf(row, "supertypes"),
    })),
  );
  return definitions.sort(byNameAndPlace);
}

function byNameAndPlace(a: StoredDefinition, b: StoredDefinition): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine;
}
