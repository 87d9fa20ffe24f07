import type { Queryable } from "@devflow/database";
import type { LivePaths } from "./live-paths.ts";
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

/** Uses of the names in the live files, those that use them most first. */
export async function findReferences(
  db: Queryable,
  repositoryId: number,
  live: LivePaths,
  names: readonly string[],
): Promise<StoredReference[]> {
  if (names.length === 0) return [];
  const rows = await db.query(
    `SELECT r.blob_id, r.name, b.imports, r.enclosing, r.line, r.uses
       FROM (SELECT *, row_number() OVER (PARTITION BY name ORDER BY blob_id DESC, line) AS place
               FROM symbol_references s
              WHERE repository_id = $1 AND name = ANY($2::text[])
                AND EXISTS (SELECT FROM indexed_files f
                             WHERE f.repository_id = $1 AND f.blob_id = s.blob_id)) AS r
       JOIN indexed_blobs b ON b.id = r.blob_id AND b.repository_id = $1
      WHERE r.place <= $3`,
    [repositoryId, names, MOST_A_NAME],
  );
  const references = rows.flatMap((row) =>
    live.pathsOf(numberOf(row, "blob_id")).map((path) => ({
      name: textOf(row, "name"),
      path,
      imports: textsOf(row, "imports"),
      enclosing: textOrNullOf(row, "enclosing"),
      line: numberOf(row, "line"),
      uses: numberOf(row, "uses"),
    })),
  );
  return references.sort(byUses);
}

function byUses(a: StoredReference, b: StoredReference): number {
  if (a.uses !== b.uses) return b.uses - a.uses;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line;
}
