import type { CopyColumn, Database, Queryable } from "@devflow/database";
import { bytesOf, numberOf } from "./rows.ts";

export interface ChunkVector {
  blobId: number;
  ordinal: number;
  /** Of length 1, or 0 for a text without a known word. */
  vector: Float32Array;
  /** Null where the embedder is as quick as a look into the database. */
  textHash: Uint8Array | null;
}

/** As {@link rowOf} orders them. */
export const chunkVectorColumns: readonly CopyColumn[] = [
  { name: "repository_id", type: "int8" },
  { name: "blob_id", type: "int8" },
  { name: "space_id", type: "int8" },
  { name: "ordinal", type: "int4" },
  { name: "embedding", type: "halfvec" },
  { name: "text_hash", type: "bytea" },
];

/** Those of the blobs that have chunks without a vector in the space. */
export async function blobsWithoutVectors(
  db: Queryable,
  repositoryId: number,
  spaceId: number,
  blobIds: readonly number[],
): Promise<number[]> {
  const rows = await db.query(
    `SELECT blob_id FROM unnest($3::bigint[]) AS live (blob_id)
      WHERE EXISTS (SELECT FROM chunks c WHERE c.repository_id = $1 AND c.blob_id = live.blob_id)
        AND NOT EXISTS (SELECT FROM chunk_vectors v
                         WHERE v.repository_id = $1 AND v.space_id = $2
                           AND v.blob_id = live.blob_id)`,
    [repositoryId, spaceId, blobIds],
  );
  return rows.map((row) => numberOf(row, "blob_id"));
}

/**
 * Stores vectors of whole blobs. Blobs that another update stored meanwhile are left out: the lock
 * holds writers of one repository apart, readers are not touched.
 */
export async function storeChunkVectors(
  database: Database,
  repositoryId: number,
  spaceId: number,
  vectors: readonly ChunkVector[],
): Promise<void> {
  if (vectors.length === 0) return;
  await database.transaction(async (db) => {
    await db.query(`SELECT FROM index_states WHERE repository_id = $1 FOR NO KEY UPDATE`, [
      repositoryId,
    ]);
    const blobIds = [...new Set(vectors.map(({ blobId }) => blobId))];
    const missing = new Set(await blobsWithoutVectors(db, repositoryId, spaceId, blobIds));
    await db.copyIn(
      "chunk_vectors",
      chunkVectorColumns,
      vectors
        .filter(({ blobId }) => missing.has(blobId))
        .map((vector) => rowOf(repositoryId, spaceId, vector)),
    );
  });
}

/** Values in the order of {@link chunkVectorColumns}. */
export function rowOf(repositoryId: number, spaceId: number, chunk: ChunkVector): unknown[] {
  const { blobId, ordinal, vector, textHash } = chunk;
  return [repositoryId, blobId, spaceId, ordinal, vector, textHash];
}

/** Vectors of texts that were embedded before, by the hash in hex. */
export async function readVectorsOfTexts(
  db: Queryable,
  repositoryId: number,
  spaceId: number,
  hashes: readonly Uint8Array[],
): Promise<Map<string, Float32Array>> {
  const rows = await db.query(
    `SELECT DISTINCT ON (text_hash) text_hash, halfvec_send(embedding) AS sent
       FROM chunk_vectors
      WHERE repository_id = $1 AND space_id = $2
        AND text_hash IN (SELECT decode(hash, 'hex') FROM unnest($3::text[]) AS hash)`,
    [repositoryId, spaceId, hashes.map(toHex)],
  );
  return new Map(rows.map((row) => [toHex(bytesOf(row, "text_hash")), vectorOf(row)]));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** pgvector's wire format: dimensions, a word that is not used, then half floats. */
function vectorOf(row: Record<string, unknown>): Float32Array {
  const sent = bytesOf(row, "sent");
  const view = new DataView(sent.buffer, sent.byteOffset, sent.byteLength);
  return Float32Array.from({ length: view.getUint16(0) }, (_, at) => view.getFloat16(4 + 2 * at));
}
