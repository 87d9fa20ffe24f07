import type { Database, Queryable } from "@devflow/database";
import { FACTS_VERSION } from "../indexing/facts-version.ts";
import type { EncodedSegment } from "../lexical/encode-segment.ts";
import { type BlobKey, keyOf } from "./blob-key.ts";
import { type EncodedFacts, tuplesOf } from "./encode-facts.ts";
import { factTables, ownerColumns } from "./fact-tables.ts";
import { storeSegment } from "./lexical-segments.ts";
import { numberOf, textOf } from "./rows.ts";
import { writeProgress } from "./write-index-state.ts";

/** A blob that was read: its own row. */
export interface ReadBlob extends BlobKey {
  /** Reserved by {@link reserveBlobIds}. */
  id: number;
  skipReason: string | null;
  imports: readonly string[];
}

/** Blobs and all their facts, in one order. */
export interface BlobBatch {
  blobs: readonly ReadBlob[];
  facts: EncodedFacts;
  /** Their full text. Blobs in it that somebody else stored meanwhile leave it at a merge. */
  segment: EncodedSegment;
}

/** Ids for blobs to come, so that their facts can be written before the blobs are stored. */
export async function reserveBlobIds(db: Queryable, count: number): Promise<number[]> {
  const rows = await db.query(
    `SELECT nextval(pg_get_serial_sequence('indexed_blobs', 'id')) AS id
       FROM generate_series(1, $1::integer)`,
    [count],
  );
  return rows.map((row) => numberOf(row, "id"));
}

/**
 * Stores blobs with all their facts and the progress in one transaction: a blob's row says that
 * its facts are complete. Blobs that somebody else stored meanwhile are left as they are. Gives
 * the ids by key.
 */
export async function storeBlobs(
  database: Database,
  repositoryId: number,
  { blobs, facts, segment }: BlobBatch,
  progress: { done: number; total: number },
): Promise<Map<string, number>> {
  return database.transaction(async (db) => {
    const added = await insertBlobs(db, repositoryId, blobs);
    const places = [...blobs.keys()].filter((place) => {
      const blob = blobs[place];
      return blob !== undefined && added.has(keyOf(blob));
    });
    for (const [index, { name, columns }] of factTables.entries()) {
      const table = facts[index];
      if (table === undefined) continue;
      await db.copyTuples(name, [...ownerColumns, ...columns], tuplesOf(table, places));
    }
    if (places.length > 0) await storeSegment(db, repositoryId, segment);
    await writeProgress(db, repositoryId, progress);
    return added.size === blobs.length ? added : readIds(db, repositoryId, blobs);
  });
}

async function insertBlobs(db: Queryable, repositoryId: number, blobs: readonly ReadBlob[]) {
  // One order for everybody, so that two updates of one repository cannot lock each other out.
  const ordered = [...blobs].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const rows = await db.query(
    `INSERT INTO indexed_blobs
            (id, repository_id, facts_version, blob_sha, language, skip_reason, imports)
     OVERRIDING SYSTEM VALUE
     SELECT (blob ->> 'id')::bigint, $1, $2, blob ->> 'blobSha', blob ->> 'language',
            blob ->> 'skipReason', ARRAY(SELECT jsonb_array_elements_text(blob -> 'imports'))
       FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS given (blob, place)
      ORDER BY place
     ON CONFLICT DO NOTHING
     RETURNING id, blob_sha, language`,
    [repositoryId, FACTS_VERSION, JSON.stringify(ordered)],
  );
  return idsByKey(rows);
}

async function readIds(db: Queryable, repositoryId: number, blobs: readonly BlobKey[]) {
  const rows = await db.query(
    `SELECT id, blob_sha, language FROM indexed_blobs
      WHERE repository_id = $1 AND facts_version = $2 AND blob_sha = ANY($3::text[])`,
    [repositoryId, FACTS_VERSION, blobs.map(({ blobSha }) => blobSha)],
  );
  return idsByKey(rows);
}

function idsByKey(rows: readonly Record<string, unknown>[]): Map<string, number> {
  return new Map(
    rows.map((row) => [
      keyOf({ blobSha: textOf(row, "blob_sha"), language: textOf(row, "language") }),
      numberOf(row, "id"),
    ]),
  );
}
