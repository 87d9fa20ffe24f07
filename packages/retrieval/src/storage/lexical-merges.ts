import type { Database, Queryable } from "@devflow/database";
import type { SegmentSize } from "../lexical/choose-merge.ts";
import { numberOf } from "./rows.ts";

/** A segment that is written longer than this was left by a kill. */
const LONGEST_MERGE = "1 hour";
/** About 8 MB: the embedded engine deletes them in 0.1 s. */
const BLOCKS_A_DELETE = 256;

/**
 * The live segments, by about what a merge would leave of them: 0 only when nothing would be. One
 * without blobs is left by a merge whose blobs were all swept meanwhile.
 */
export async function readSegmentSizes(
  db: Queryable,
  repositoryId: number,
): Promise<SegmentSize[]> {
  const rows = await db.query(
    `SELECT id, ceil(documents * kept::real / greatest(cardinality(blob_ids), 1))::integer AS documents
       FROM (SELECT s.*, (SELECT count(*) FROM unnest(s.blob_ids) AS stored (id)
                            JOIN indexed_blobs b USING (id)
                           WHERE b.repository_id = $1) AS kept
               FROM lexical_segments s WHERE s.repository_id = $1 AND s.is_live) AS counted`,
    [repositoryId],
  );
  return rows.map((row) => ({ id: numberOf(row, "id"), documents: numberOf(row, "documents") }));
}

/** Those of the blobs that were not swept. */
export async function readExistingBlobs(
  db: Queryable,
  repositoryId: number,
  blobIds: readonly number[],
): Promise<Set<number>> {
  const rows = await db.query(
    `SELECT b.id FROM unnest($2::bigint[]) AS asked (id) JOIN indexed_blobs b USING (id)
      WHERE b.repository_id = $1`,
    [repositoryId, blobIds],
  );
  return new Set(rows.map((row) => numberOf(row, "id")));
}

/** Shows a segment in the place of others; false when one of those is gone, and then nothing is changed. */
export async function replaceSegments(
  database: Database,
  repositoryId: number,
  former: readonly number[],
  next: { id: number; blobIds: readonly number[]; size: number },
): Promise<boolean> {
  return database.transaction(async (db) => {
    // Merges of the same segments wait for each other here.
    await db.query(
      `SELECT FROM lexical_segments
        WHERE repository_id = $1 AND is_live AND id = ANY($2::bigint[]) ORDER BY id FOR UPDATE`,
      [repositoryId, former],
    );
    const shown = await db.query(
      `UPDATE lexical_segments SET is_live = true, blob_ids = $3, documents = $4
        WHERE repository_id = $1 AND id = $2
          AND (SELECT count(*) FROM lexical_segments
                WHERE repository_id = $1 AND is_live AND id = ANY($5::bigint[])) = cardinality($5::bigint[])
       RETURNING id`,
      [repositoryId, next.id, next.blobIds, next.size, former],
    );
    if (shown.length === 0) return false;
    await db.query(
      `DELETE FROM lexical_segments WHERE repository_id = $1 AND id = ANY($2::bigint[])`,
      [repositoryId, former],
    );
    return true;
  });
}

/** Deletes segments by id, whatever their state. Their blocks are left to {@link deleteOrphanBlocks}. */
export async function deleteSegments(
  db: Queryable,
  repositoryId: number,
  ids: readonly number[],
): Promise<void> {
  await db.query(
    `DELETE FROM lexical_segments WHERE repository_id = $1 AND id = ANY($2::bigint[])`,
    [repositoryId, ids],
  );
}

/** Deletes blocks without a segment, and segments that nobody finished writing. */
export async function deleteOrphanBlocks(db: Queryable, repositoryId: number): Promise<void> {
  await db.query(
    `DELETE FROM lexical_segments
      WHERE repository_id = $1 AND NOT is_live AND created_at < now() - $2::interval`,
    [repositoryId, LONGEST_MERGE],
  );
  for (;;) {
    const deleted = await db.query(
      `DELETE FROM lexical_blocks
        WHERE repository_id = $1 AND (segment_id, number) IN
              (SELECT b.segment_id, b.number FROM lexical_blocks b
                WHERE b.repository_id = $1
                  AND NOT EXISTS (SELECT FROM lexical_segments s
                                   WHERE s.repository_id = $1 AND s.id = b.segment_id)
                LIMIT $2)
       RETURNING number`,
      [repositoryId, BLOCKS_A_DELETE],
    );
    if (deleted.length < BLOCKS_A_DELETE) return;
  }
}
