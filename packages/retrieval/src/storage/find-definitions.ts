import type { Queryable } from "@devflow/database";
import type { ChunkKind } from "@devflow/syntax";
import { kindOf, numberOf, textOf, textsOf } from "./rows.ts";

export interface StoredDefinition {
  name: string;
  path: string;
  kind: ChunkKind;
  scopes: string[];
  startLine: number;
  endLine: number;
}

/** A name defined in more places than this is no name to look up (`get`, `run`, `main`). */
const MOST_PLACES = 40;

/** Live definitions of the names, by name and place; at most 40 a name. */
export async function findDefinitions(
  db: Queryable,
  repositoryId: number,
  names: readonly string[],
): Promise<StoredDefinition[]> {
  if (names.length === 0) return [];
  const rows = await db.query(
    `SELECT name, path, kind, scopes, start_line, end_line
       FROM (SELECT d.name, f.path, d.kind, d.scopes, d.start_line, d.end_line,
                    row_number() OVER (PARTITION BY d.name
                                       ORDER BY f.path COLLATE "C", d.start_line) AS place
               FROM symbol_definitions d
               JOIN indexed_files f ON f.repository_id = d.repository_id AND f.blob_id = d.blob_id
              WHERE d.repository_id = $1 AND f.repository_id = $1 AND d.name = ANY($2::text[])
            ) AS found
      WHERE place <= $3
      ORDER BY name COLLATE "C", place`,
    [repositoryId, names, MOST_PLACES],
  );
  return rows.map((row) => ({
    name: textOf(row, "name"),
    path: textOf(row, "path"),
    kind: kindOf(row),
    scopes: textsOf(row, "scopes"),
    startLine: numberOf(row, "start_line"),
    endLine: numberOf(row, "end_line"),
  }));
}
