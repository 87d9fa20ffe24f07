import type { Database, Queryable } from "@devflow/database";
import { FACTS_VERSION } from "../indexing/facts-version.ts";
import type { EncodedSegment } from "../lexical/encode-segment.ts";
import { type BlobKey, keyOf } from "./blob-key.ts";
import { chunkVectorColumns } from "./chunk-vectors.ts";
import { type EncodedFacts, type EncodedTable, tuplesOf } from "./encode-facts.ts";
import { factTables, ownerColumns } from "./fact-tables.ts";
import { storeSegment } from "./lexical-segments.ts";
import { readKnownBlobs } from "./read-known-blobs.ts";
import { numberOf, textOf } from "./rows.ts";
import { writeProgress } from "./write-index-state.ts";

/** A blob that was read: its own row. */
export interface ReadBlob extends BlobKey {
  /** Reserved by {@link reserveBlobIds}. */
  id: number;
  skipReason: string | null;
  imports: readonly string[];
  lines: number;
  chunks: number;
}

/** Blobs and all their facts, in one order. */
export interface BlobBatch {
  blobs: readonly ReadBlob[];
  facts: EncodedFacts;
  /** Of their chunks, by the built-in embedder. */
  vectors: EncodedTable | null;
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
  { repositoryId, generation }: { repositoryId: number; generation: number },
  { blobs, facts, vectors, segment }: BlobBatch,
  progress: { done: number; total: number },
): Promise<Map<string, number>> {
  return database.transaction(async (db) => {
    const added = await insertBlobs(db, repositoryId, generation, blobs);
    const places = [...blobs.keys()].filter((place) => {
      const blob = blobs[place];
      return blob !== undefined && added.has(keyOf(blob));
    });
    for (const [index, { name, columns }] of factTables.entries()) {
      const table = facts[index];
      if (table === undefined) continue;
      await db.copyTuples(name, [...ownerColumns, ...columns], tuplesOf(table, places));
    }
    if (vectors !== null) {
      await db.copyTuples("chunk_vectors", chunkVectorColumns, tuplesOf(vectors, places));
    }
    if (places.length > 0) await storeSegment(db, repositoryId, segment);
    await writeProgress(db, repositoryId, progress);
    return added.size === blobs.length ? added : readIds(db, repositoryId, generation, blobs);
  });
}

async function insertBlobs(
  db: Queryable,
  repositoryId: number,
  generation: number,
  blobs: readonly ReadBlob[],
) {
  // One order for everybody, so that two updates of one repository cannot lock each other out.
  const ordered = [...blobs].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const rows = await db.query(
    `INSERT INTO indexed_blobs
            (id, repository_id, generation, facts_version, blob_sha, language, skip_reason, lines,
             chunks, imports)
     OVERRIDING SYSTEM VALUE
     SELECT (blob ->> 'id')::bigint, $1, $2, $3, blob ->> 'blobSha', blob ->> 'language',
            blob ->> 'skipReason', (blob ->> 'lines')::integer, (blob ->> 'chunks')::integer,
            ARRAY(SELECT jsonb_array_elements_text(blob -> 'imports'))
       FROM jsonb_array_elements($4::jsonb) WITH ORDINALITY AS given (blob, place)
      ORDER BY place
     ON CONFLICT DO NOTHING
     RETURNING id, blob_sha, language`,
    [repositoryId, generation, FACTS_VERSION, JSON.stringify(ordered)],
  );
  return idsByKey(rows);
}

async function readIds(
  db: Queryable,
  repositoryId: number,
  generation: number,
  blobs: readonly BlobKey[],
) {
  const blobShas = blobs.map(({ blobSha }) => blobSha);
  const known = await readKnownBlobs(db, repositoryId, generation, blobShas);
  return new Map([...known].map(([key, { id }]) => [key, id]));
}

function idsByKey(rows: readonly Record<string, unknown>[]): Map<string, number> {
  return new Map(
    rows.map((row) => [
      keyOf({ blobSha: textOf(row, "blob_sha"), language: textOf(row, "language") }),
      numberOf(row, "id"),
    ]),
  );
}
