import type { Database, Queryable } from "@devflow/database";
import { numberOf } from "./rows.ts";

export interface ChunkVector {
  blobId: number;
  ordinal: number;
  vector: Float32Array;
}

export interface Neighbour {
  blobId: number;
  ordinal: number;
  /** Cosine, -1..1, to four digits: engines differ beyond them and order must not depend on it. */
  similarity: number;
}

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
  await database.transaction(async (db) => {
    await db.query(`SELECT FROM index_states WHERE repository_id = $1 FOR NO KEY UPDATE`, [
      repositoryId,
    ]);
    const blobIds = [...new Set(vectors.map(({ blobId }) => blobId))];
    const missing = new Set(await blobsWithoutVectors(db, repositoryId, spaceId, blobIds));
    await db.copyIn(
      "chunk_vectors",
      [
        { name: "repository_id", type: "int8" },
        { name: "space_id", type: "int8" },
        { name: "blob_id", type: "int8" },
        { name: "ordinal", type: "int4" },
        { name: "embedding", type: "vector" },
      ],
      vectors
        .filter(({ blobId }) => missing.has(blobId))
        .map(({ blobId, ordinal, vector }) => [repositoryId, spaceId, blobId, ordinal, vector]),
    );
  });
}

/**
 * The chunks nearest to a vector, best first, by exact search inside the repository's partition.
 * Chunks out of use are among them: the caller knows which are live.
 */
export async function nearestChunks(
  db: Queryable,
  repositoryId: number,
  spaceId: number,
  vector: Float32Array,
  limit: number,
): Promise<Neighbour[]> {
  const rows = await db.query(
    `SELECT blob_id, ordinal, embedding <#> $3::vector AS distance
       FROM chunk_vectors WHERE repository_id = $1 AND space_id = $2
      ORDER BY distance LIMIT $4`,
    [repositoryId, spaceId, `[${vector.join(",")}]`, limit],
  );
  return rows.map((row) => ({
    blobId: numberOf(row, "blob_id"),
    ordinal: numberOf(row, "ordinal"),
    similarity: Math.round(-numberOf(row, "distance") * 10_000) / 10_000,
  }));
}
