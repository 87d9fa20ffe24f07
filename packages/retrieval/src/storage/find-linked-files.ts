import type { Queryable } from "@devflow/database";
import { numberOf, textOf } from "./rows.ts";

/** A blob that uses or defines a name. */
export interface Link {
  blobId: number;
  name: string;
  isUse: boolean;
  /** Of the first use, or where the definition begins and ends. */
  line: number;
  endLine: number;
  uses: number;
}

/** A name in more files than this links nothing to anything. */
const MOST_FILES_A_NAME = 40;

/** Live blobs that define one of the `used` names, and those that use one of the `defined`. */
export async function findLinks(
  db: Queryable,
  repositoryId: number,
  used: readonly string[],
  defined: readonly string[],
): Promise<Link[]> {
  if (used.length === 0 && defined.length === 0) return [];
  const rows = await db.query(
    `WITH found AS (
       SELECT blob_id, name, 1 AS is_use, min(line) AS line, min(line) AS end_line, sum(uses)::integer AS uses
         FROM symbol_references
        WHERE repository_id = $1 AND name = ANY($3::text[]) GROUP BY blob_id, name
       UNION ALL
       SELECT blob_id, name, 0, min(start_line), min(end_line), 1
         FROM symbol_definitions
        WHERE repository_id = $1 AND name = ANY($2::text[]) GROUP BY blob_id, name
     ), counted AS (
       SELECT *, count(*) OVER (PARTITION BY name, is_use) AS files FROM found
        WHERE EXISTS (SELECT FROM indexed_files f
                       WHERE f.repository_id = $1 AND f.blob_id = found.blob_id)
     )
     SELECT blob_id, name, is_use, line, end_line, uses FROM counted WHERE files <= $4`,
    [repositoryId, used, defined, MOST_FILES_A_NAME],
  );
  return rows.map((row) => ({
    blobId: numberOf(row, "blob_id"),
    name: textOf(row, "name"),
    isUse: numberOf(row, "is_use") === 1,
    line: numberOf(row, "line"),
    endLine: numberOf(row, "end_line"),
    uses: numberOf(row, "uses"),
  }));
}
