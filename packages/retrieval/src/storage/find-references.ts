import type { Queryable } from "@devflow/database";
import { numberOf, textOf, textOrNullOf, textsOf } from "./rows.ts";

export interface StoredReference {
  name: string;
  path: string;
  /** Modules that the file imports. */
  imports: string[];
  enclosing: string | null;
  line: number;
  uses: number;
}

const MOST_A_NAME = 200;

/** Live uses of the names outside one path, the files that use them most first. */
export async function findReferences(
  db: Queryable,
  repositoryId: number,
  names: readonly string[],
  exceptPath: string,
): Promise<StoredReference[]> {
  if (names.length === 0) return [];
  const rows = await db.query(
    `SELECT name, path, imports, enclosing, line, uses
       FROM (SELECT r.name, f.path, b.imports, r.enclosing, r.line, r.uses,
                    row_number() OVER (PARTITION BY r.name
                                       ORDER BY r.uses DESC, f.path COLLATE "C", r.line) AS place
               FROM symbol_references r
               JOIN indexed_files f ON f.repository_id = r.repository_id AND f.blob_id = r.blob_id
               JOIN indexed_blobs b ON b.id = r.blob_id
              WHERE r.repository_id = $1 AND f.repository_id = $1 AND b.repository_id = $1
                AND r.name = ANY($2::text[]) AND f.path <> $3
            ) AS found
      WHERE place <= $4
      ORDER BY name COLLATE "C", place`,
    [repositoryId, names, exceptPath, MOST_A_NAME],
  );
  return rows.map((row) => ({
    name: textOf(row, "name"),
    path: textOf(row, "path"),
    imports: textsOf(row, "imports"),
    enclosing: textOrNullOf(row, "enclosing"),
    line: numberOf(row, "line"),
    uses: numberOf(row, "uses"),
  }));
}
