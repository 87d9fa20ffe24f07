import type { Queryable } from "@devflow/database";
import { textOf } from "./rows.ts";

/** Which of the names have a definition or a use in the live files, those of some paths aside. */
export async function findStoredNames(
  db: Queryable,
  repositoryId: number,
  names: readonly string[],
  exceptPaths: readonly string[],
): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const isLive = `EXISTS (SELECT FROM indexed_files f
                           WHERE f.repository_id = $1 AND f.blob_id = s.blob_id
                             AND f.path <> ALL($3::text[]))`;
  const rows = await db.query(
    `SELECT asked.name FROM unnest($2::text[]) AS asked(name)
      WHERE EXISTS (SELECT FROM symbol_definitions s
                     WHERE s.repository_id = $1 AND s.name = asked.name AND ${isLive})
         OR EXISTS (SELECT FROM symbol_references s
                     WHERE s.repository_id = $1 AND s.name = asked.name AND ${isLive})`,
    [repositoryId, names, exceptPaths],
  );
  return new Set(rows.map((row) => textOf(row, "name")));
}
