/**
 * Deleting what is out of use.
 *
 * Properties wanted: nobody waits for it, on one session either; nothing live is ever deleted; a
 * kill leaves no fact without its blob, and the next sweep goes on.
 * Design: a few blobs a transaction, which holds the lock of the switch: what it deletes, no switch
 * makes live. A blob's row goes with its facts. A space loses its embedder's name first, so that no
 * update takes it for its own again, and its row last, so that a sweep that was cut short finds it.
 * Races accepted: a search that read the former state a moment ago finds the text of a swept chunk
 * empty, or no vectors, and ranks by what is left. Former generations are kept long enough for it.
 */
import type { Database, Queryable } from "@devflow/database";
import { numberOf } from "./rows.ts";
import { dropVectorIndex } from "./vector-index.ts";
import { RETIRED } from "./vector-spaces.ts";

/** A branch that comes back within a week costs nothing. */
const UNUSED_BLOBS_KEPT = "7 days";
/** Longer than any search takes. */
const FORMER_GENERATIONS_KEPT = "10 minutes";
/** Longer than any embedding takes: a space that another update is filling right now is left alone. */
const UNUSED_SPACES_KEPT = "1 day";
/** About 0.1 s on the embedded engine. */
const BLOBS_PER_SWEEP = 100;
const VECTORS_PER_SWEEP = 2_000;
const FILES_PER_DELETE = 5_000;

/** `formerSpaceId` is known to be out of use; others are swept when they are old enough. */
export async function sweepIndex(
  database: Database,
  repositoryId: number,
  formerSpaceId: number | null = null,
): Promise<void> {
  while (await sweepBlobs(database, repositoryId)) {
    // Others have their turn between two transactions.
  }
  for (const spaceId of await retireSpaces(database, repositoryId, formerSpaceId)) {
    while (await sweepVectors(database, repositoryId, spaceId)) {
      // As above.
    }
    await dropVectorIndex(database, repositoryId, spaceId);
    await database.query(`DELETE FROM vector_spaces WHERE repository_id = $1 AND id = $2`, [
      repositoryId,
      spaceId,
    ]);
  }
}

/** Repositories in which {@link sweepIndex} has blobs to delete. */
export async function repositoriesToSweep(db: Queryable): Promise<number[]> {
  const rows = await db.query(
    `SELECT DISTINCT b.repository_id AS id
       FROM indexed_blobs b JOIN index_states s USING (repository_id)
      WHERE b.unused_since < now() - CASE WHEN b.generation < s.generation THEN $1::interval
                                          ELSE $2::interval END`,
    [FORMER_GENERATIONS_KEPT, UNUSED_BLOBS_KEPT],
  );
  return rows.map((row) => numberOf(row, "id"));
}

/** True when there may be more. */
async function sweepBlobs(database: Database, repositoryId: number): Promise<boolean> {
  return database.transaction(async (db) => {
    const [state] = await db.query(
      `SELECT generation FROM index_states WHERE repository_id = $1 FOR NO KEY UPDATE`,
      [repositoryId],
    );
    if (state === undefined) return false;
    const swept = await db.query(
      `DELETE FROM indexed_blobs
        WHERE id IN (SELECT id FROM indexed_blobs
                      WHERE repository_id = $1
                        AND unused_since < now() - CASE WHEN generation < $2 THEN $3::interval
                                                        ELSE $4::interval END
                      LIMIT $5)
       RETURNING id`,
      [
        repositoryId,
        numberOf(state, "generation"),
        FORMER_GENERATIONS_KEPT,
        UNUSED_BLOBS_KEPT,
        BLOBS_PER_SWEEP,
      ],
    );
    if (swept.length === 0) return false;
    await deleteFacts(
      db,
      repositoryId,
      swept.map((row) => numberOf(row, "id")),
    );
    return swept.length === BLOBS_PER_SWEEP;
  });
}

async function deleteFacts(db: Queryable, repositoryId: number, blobIds: readonly number[]) {
  for (const table of ["chunks", "chunk_vectors", "symbol_definitions", "symbol_references"]) {
    await db.query(
      `DELETE FROM ${table} WHERE repository_id = $1 AND blob_id = ANY($2::bigint[])`,
      [repositoryId, blobIds],
    );
  }
}

/**
 * Deletes the live tree and all blobs, some at a time; searches find no index from the first moment
 * on. Cut short, it leaves what an update can begin with.
 */
export async function emptyIndex(database: Database, repositoryId: number): Promise<void> {
  await database.query(
    `UPDATE index_states SET version = 0, commit_sha = NULL, space_id = NULL
      WHERE repository_id = $1`,
    [repositoryId],
  );
  while (await deleteFiles(database, repositoryId)) {
    // Others have their turn.
  }
  while (await deleteBlobs(database, repositoryId)) {
    // As above.
  }
}

async function deleteFiles(db: Queryable, repositoryId: number): Promise<boolean> {
  const deleted = await db.query(
    `DELETE FROM indexed_files
      WHERE repository_id = $1
        AND path IN (SELECT path FROM indexed_files WHERE repository_id = $1 LIMIT $2)
     RETURNING 1`,
    [repositoryId, FILES_PER_DELETE],
  );
  return deleted.length === FILES_PER_DELETE;
}

async function deleteBlobs(database: Database, repositoryId: number): Promise<boolean> {
  return database.transaction(async (db) => {
    const deleted = await db.query(
      `DELETE FROM indexed_blobs
        WHERE id IN (SELECT id FROM indexed_blobs WHERE repository_id = $1 LIMIT $2)
       RETURNING id`,
      [repositoryId, BLOBS_PER_SWEEP],
    );
    await deleteFacts(
      db,
      repositoryId,
      deleted.map((row) => numberOf(row, "id")),
    );
    return deleted.length === BLOBS_PER_SWEEP;
  });
}

async function retireSpaces(
  database: Database,
  repositoryId: number,
  formerSpaceId: number | null,
): Promise<number[]> {
  return database.transaction(async (db) => {
    await db.query(`SELECT FROM index_states WHERE repository_id = $1 FOR NO KEY UPDATE`, [
      repositoryId,
    ]);
    const rows = await db.query(
      `UPDATE vector_spaces s SET embedder = $4
         FROM index_states i
        WHERE i.repository_id = $1 AND s.repository_id = $1 AND s.id IS DISTINCT FROM i.space_id
          AND (s.id = $2::bigint OR s.embedder = $4 OR s.created_at < now() - $3::interval)
       RETURNING s.id`,
      [repositoryId, formerSpaceId, UNUSED_SPACES_KEPT, RETIRED],
    );
    return rows.map((row) => numberOf(row, "id"));
  });
}

async function sweepVectors(db: Queryable, repositoryId: number, spaceId: number) {
  const swept = await db.query(
    `DELETE FROM chunk_vectors
      WHERE repository_id = $1 AND space_id = $2
        AND (blob_id, ordinal) IN (SELECT blob_id, ordinal FROM chunk_vectors
                                    WHERE repository_id = $1 AND space_id = $2 LIMIT $3)
     RETURNING ordinal`,
    [repositoryId, spaceId, VECTORS_PER_SWEEP],
  );
  return swept.length === VECTORS_PER_SWEEP;
}
