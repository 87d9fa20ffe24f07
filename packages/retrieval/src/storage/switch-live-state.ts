import type { Database, Queryable } from "@devflow/database";
import { invariant } from "@devflow/errors";
import type { LiveFile } from "../lexical/place-files.ts";
import { numberOf } from "./rows.ts";
import { holdVectorSpace } from "./vector-spaces.ts";

export interface NextState {
  /** The version that the change was worked out against. */
  formerVersion: number;
  generation: number;
  /** True when every blob was read anew for it. */
  isRebuilt: boolean;
  commitSha: string;
  readWith: string;
  spaceId: number | null;
  /** Paths with another blob than before. */
  changed: readonly LiveFile[];
  /** Paths that are live no more. */
  gone: readonly string[];
}

/**
 * Makes a tree the live one, in one transaction: readers see the former state until it commits. It
 * costs what changed. Gives the numbers of live files and chunks, or null when another update
 * switched meanwhile or a blob or the space was swept: then there is another state to start from.
 */
export async function switchLiveState(
  database: Database,
  repositoryId: number,
  next: NextState,
): Promise<{ files: number; chunks: number } | null> {
  return database.transaction(async (db) => {
    // Also the lock that keeps two switches, and the sweep, apart.
    const [state] = await db.query(
      `SELECT version FROM index_states WHERE repository_id = $1 FOR NO KEY UPDATE`,
      [repositoryId],
    );
    invariant(state !== undefined, "an index is created before it is switched");
    if (numberOf(state, "version") !== next.formerVersion) return null;
    if (!(await haveAllBlobs(db, repositoryId, next.changed))) return null;
    const { spaceId } = next;
    if (spaceId !== null && !(await holdVectorSpace(db, repositoryId, spaceId))) return null;
    await writeFiles(db, repositoryId, next);
    return writeState(db, repositoryId, next);
  });
}

/** Live blobs are never swept, so those of unchanged files need no look. */
async function haveAllBlobs(db: Queryable, repositoryId: number, files: readonly LiveFile[]) {
  const blobIds = [...new Set(files.map(({ blobId }) => blobId))];
  const [row] = await db.query(
    `SELECT count(*) AS found FROM indexed_blobs
      WHERE repository_id = $1 AND id = ANY($2::bigint[])`,
    [repositoryId, blobIds],
  );
  return row !== undefined && numberOf(row, "found") === blobIds.length;
}

async function writeFiles(db: Queryable, repositoryId: number, { changed, gone }: NextState) {
  const paths = changed.map(({ path }) => path);
  const blobIds = changed.map(({ blobId }) => blobId);
  const former = await db.query(
    `SELECT DISTINCT blob_id FROM indexed_files
      WHERE repository_id = $1 AND path = ANY($2::text[] || $3::text[])`,
    [repositoryId, paths, gone],
  );
  await db.query(`DELETE FROM indexed_files WHERE repository_id = $1 AND path = ANY($2::text[])`, [
    repositoryId,
    gone,
  ]);
  await db.query(
    `INSERT INTO indexed_files (repository_id, path, blob_id)
     SELECT $1, path, blob_id FROM unnest($2::text[], $3::bigint[]) AS given (path, blob_id)
     ON CONFLICT (repository_id, path) DO UPDATE SET blob_id = excluded.blob_id`,
    [repositoryId, paths, blobIds],
  );
  await db.query(
    `UPDATE indexed_blobs SET unused_since = NULL
      WHERE repository_id = $1 AND id = ANY($2::bigint[]) AND unused_since IS NOT NULL`,
    [repositoryId, blobIds],
  );
  await db.query(
    `UPDATE indexed_blobs b SET unused_since = now()
      WHERE repository_id = $1 AND id = ANY($2::bigint[]) AND unused_since IS NULL
        AND NOT EXISTS (SELECT FROM indexed_files f
                         WHERE f.repository_id = $1 AND f.blob_id = b.id)`,
    [repositoryId, former.map((row) => numberOf(row, "blob_id"))],
  );
}

/** The version is the time in ms, so that it counts on where an index is dropped and made again. */
async function writeState(db: Queryable, repositoryId: number, next: NextState) {
  const [row] = await db.query(
    `UPDATE index_states
        SET commit_sha = $2, space_id = $3, generation = $4, read_with = $5,
            version = greatest(version + 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint),
            (files, chunks) = (SELECT count(*), coalesce(sum(b.chunks), 0)
                                 FROM indexed_files f JOIN indexed_blobs b ON b.id = f.blob_id
                                WHERE f.repository_id = $1),
            rebuilt_at = CASE WHEN $6::boolean THEN now() ELSE rebuilt_at END,
            duration_ms = ${DURATION_MS},
            progress_done = NULL, progress_total = NULL, progress_at = NULL, last_error = NULL,
            updated_at = now()
      WHERE repository_id = $1
     RETURNING files, chunks`,
    [repositoryId, next.commitSha, next.spaceId, next.generation, next.readWith, next.isRebuilt],
  );
  invariant(row !== undefined, "the state's row is locked, so it is there");
  return { files: numberOf(row, "files"), chunks: numberOf(row, "chunks") };
}

const DURATION_MS = `(extract(epoch FROM clock_timestamp() - started_at) * 1000)::integer`;

/** The live tree is what it was: only the commit moves. False when another switch came between. */
export async function confirmLiveState(
  db: Queryable,
  repositoryId: number,
  version: number,
  commitSha: string,
  readWith: string,
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE index_states
        SET commit_sha = $3, read_with = $4, duration_ms = ${DURATION_MS},
            progress_done = NULL, progress_total = NULL, progress_at = NULL, last_error = NULL,
            updated_at = now()
      WHERE repository_id = $1 AND version = $2
     RETURNING version`,
    [repositoryId, version, commitSha, readWith],
  );
  return rows.length > 0;
}
