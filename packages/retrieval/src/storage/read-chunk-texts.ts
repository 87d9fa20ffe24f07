import type { Queryable } from "@devflow/database";
import { numberOf, textOf } from "./rows.ts";

export interface ChunkPlace {
  blobId: number;
  ordinal: number;
}

/** The texts of chunks, in the asked order; empty for one that was swept. */
export async function readChunkTexts(
  db: Queryable,
  repositoryId: number,
  places: readonly ChunkPlace[],
): Promise<string[]> {
  if (places.length === 0) return [];
  const rows = await db.query(
    `SELECT c.blob_id, c.ordinal, c.text
       FROM unnest($2::bigint[], $3::integer[]) AS asked (blob_id, ordinal)
       JOIN chunks c ON c.blob_id = asked.blob_id AND c.ordinal = asked.ordinal
      WHERE c.repository_id = $1`,
    [repositoryId, places.map(({ blobId }) => blobId), places.map(({ ordinal }) => ordinal)],
  );
  const texts = new Map(
    rows.map((row) => [
      `${numberOf(row, "blob_id")} ${numberOf(row, "ordinal")}`,
      textOf(row, "text"),
    ]),
  );
  return places.map(({ blobId, ordinal }) => texts.get(`${blobId} ${ordinal}`) ?? "");
}
