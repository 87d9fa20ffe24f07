import type { Database, Queryable } from "@devflow/database";
import { invariant } from "@devflow/errors";
import type { LiveFile } from "../lexical/lexical-snapshot.ts";
import { readLiveFiles } from "./live-files.ts";
import { numberOf } from "./rows.ts";

/** A branch that comes back within a week costs nothing. */
const UNUSED_BLOBS_KEPT = "7 days";
/** Longer than any fit takes: a space that another update is filling right now is left alone. */
const UNUSED_SPACES_KEPT = "1 day";

export interface NextState {
  commitSha: string;
  /** The whole live tree. */
  files: readonly LiveFile[];
  spaceId: number | null;
}

/**
 * Makes a tree the live one, in one transaction: readers see the former state until it commits.
 * Gives the number of chunks, or null when a blob was swept meanwhile and must be read again.
 */
export async function switchLiveState(
  database: Database,
  repositoryId: number,
  next: NextState,
): Promise<number | null> {
  return database.transaction(async (db) => {
    // Also the lock that keeps two switches, and with them the sweep, apart.
    const [state] = await db.query(
      `SELECT space_id FROM index_states WHERE repository_id = $1 FOR NO KEY UPDATE`,
      [repositoryId],
    );
    invariant(state !== undefined, "an index is created before it is switched");
    if (!(await haveAllBlobs(db, repositoryId, next.files))) return null;
    await writeFiles(db, repositoryId, await readLiveFiles(db, repositoryId), next.files);
    await sweepBlobs(db, repositoryId);
    await sweepSpaces(db, repositoryId, next.spaceId);
    return writeState(db, repositoryId, next);
  });
}

async function haveAllBlobs(db: Queryable, repositoryId: number, files: readonly LiveFile[]) {
  const blobIds = [...new Set(files.map(({ blobId }) => blobId))];
  const [row] = await db.query(
    `SELECT count(*) AS found FROM indexed_blobs
      WHERE repository_id = $1 AND id = ANY($2::bigint[])`,
    [repositoryId, blobIds],
  );
  return row !== undefined && numberOf(row, "found") === blobIds.length;
}

/** Touches only the rows that differ: a push of one file to a large repository writes one row. */
async function writeFiles(
  db: Queryable,
  repositoryId: number,
  former: readonly LiveFile[],
  files: readonly LiveFile[],
) {
  const before = new Map(former.map(({ path, blobId }) => [path, blobId]));
  const after = new Map(files.map(({ path, blobId }) => [path, blobId]));
  const gone = [...before.keys()].filter((path) => !after.has(path));
  const changed = files.filter(({ path, blobId }) => before.get(path) !== blobId);
  await db.query(`DELETE FROM indexed_files WHERE repository_id = $1 AND path = ANY($2::text[])`, [
    repositoryId,
    gone,
  ]);
  await db.query(
    `INSERT INTO indexed_files (repository_id, path, blob_id)
     SELECT $1, path, blob_id FROM unnest($2::text[], $3::bigint[]) AS given (path, blob_id)
     ON CONFLICT (repository_id, path) DO UPDATE SET blob_id = excluded.blob_id`,
    [repositoryId, changed.map(({ path }) => path), changed.map(({ blobId }) => blobId)],
  );
  const used = new Set(after.values());
  const unused = new Set(before.values()).difference(used);
  await db.query(
    `UPDATE indexed_blobs SET unused_since = CASE WHEN id = ANY($3::bigint[]) THEN now() END
      WHERE repository_id = $1 AND id = ANY($2::bigint[] || $3::bigint[])`,
    [repositoryId, [...used.difference(new Set(before.values()))], [...unused]],
  );
}

async function sweepBlobs(db: Queryable, repositoryId: number) {
  const swept = await db.query(
    `DELETE FROM indexed_blobs
      WHERE repository_id = $1 AND unused_since < now() - $2::interval
     RETURNING id`,
    [repositoryId, UNUSED_BLOBS_KEPT],
  );
  if (swept.length === 0) return;
  const params = [repositoryId, swept.map((row) => numberOf(row, "id"))];
  for (const table of ["chunks", "chunk_vectors", "symbol_definitions", "symbol_references"]) {
    await db.query(
      `DELETE FROM ${table} WHERE repository_id = $1 AND blob_id = ANY($2::bigint[])`,
      params,
    );
  }
}

/** A search that read the former space a moment ago finds no vectors in it and ranks by text. */
async function sweepSpaces(db: Queryable, repositoryId: number, spaceId: number | null) {
  const swept = await db.query(
    `DELETE FROM vector_spaces s
      WHERE s.repository_id = $1 AND s.id IS DISTINCT FROM $2::bigint
        AND (s.created_at < now() - $3::interval
             OR EXISTS (SELECT FROM index_states i
                         WHERE i.repository_id = $1 AND i.space_id = s.id))
     RETURNING id`,
    [repositoryId, spaceId, UNUSED_SPACES_KEPT],
  );
  if (swept.length === 0) return;
  const params = [repositoryId, swept.map((row) => numberOf(row, "id"))];
  for (const table of ["chunk_vectors", "vector_space_terms"]) {
    await db.query(
      `DELETE FROM ${table} WHERE repository_id = $1 AND space_id = ANY($2::bigint[])`,
      params,
    );
  }
}

/** The version is the time in ms, so that it counts on where an index is dropped and made again. */
async function writeState(db: Queryable, repositoryId: number, next: NextState) {
  const [row] = await db.query(
    `UPDATE index_states
        SET commit_sha = $2, space_id = $3, files = $4,
            version = greatest(version + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint),
            chunks = (SELECT count(*) FROM indexed_files f
                        JOIN chunks c ON c.repository_id = $1 AND c.blob_id = f.blob_id
                       WHERE f.repository_id = $1),
            progress_done = NULL, progress_total = NULL, last_error = NULL, updated_at = now()
      WHERE repository_id = $1
     RETURNING chunks`,
    [repositoryId, next.commitSha, next.spaceId, next.files.length],
  );
  invariant(row !== undefined, "the state's row is locked, so it is there");
  return numberOf(row, "chunks");
}

/** The live tree is what it was: only the commit moves. False when another switch came between. */
export async function confirmLiveState(
  db: Queryable,
  repositoryId: number,
  version: number,
  commitSha: string,
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE index_states
        SET commit_sha = $3, progress_done = NULL, progress_total = NULL, last_error = NULL,
            updated_at = now()
      WHERE repository_id = $1 AND version = $2
     RETURNING version`,
    [repositoryId, version, commitSha],
  );
  return rows.length > 0;
}
