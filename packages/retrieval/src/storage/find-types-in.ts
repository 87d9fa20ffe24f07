import type { Queryable } from "@devflow/database";
import { numberOf, textOf } from "./rows.ts";

/** A type with the text of a chunk that holds a part of it. */
export interface TypePart {
  blobId: number;
  name: string;
  startLine: number;
  endLine: number;
  chunkLine: number;
  text: string;
}

/** Classes, interfaces and types that stand in the blobs, with their text. */
export async function findTypesIn(
  db: Queryable,
  repositoryId: number,
  blobIds: readonly number[],
): Promise<TypePart[]> {
  if (blobIds.length === 0) return [];
  const rows = await db.query(
    `SELECT d.blob_id, d.name, d.start_line, d.end_line, c.start_line AS chunk_line, c.text
       FROM symbol_definitions d
       JOIN chunks c ON c.blob_id = d.blob_id AND c.repository_id = $1
                    AND c.start_line <= d.end_line AND c.end_line >= d.start_line
      WHERE d.repository_id = $1 AND d.blob_id = ANY($2::bigint[])
        AND d.kind IN ('class', 'interface', 'type')
      ORDER BY d.blob_id, d.start_line, c.start_line`,
    [repositoryId, blobIds],
  );
  return rows.map((row) => ({
    blobId: numberOf(row, "blob_id"),
    name: textOf(row, "name"),
    startLine: numberOf(row, "start_line"),
    endLine: numberOf(row, "end_line"),
    chunkLine: numberOf(row, "chunk_line"),
    text: textOf(row, "text"),
  }));
}
