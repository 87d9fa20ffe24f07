import type { Queryable } from "@devflow/database";
import { numberOf } from "./rows.ts";

export interface StoredNeighbour {
  repositoryId: number;
  blobId: number;
  ordinal: number;
  /** Cosine, -1..1, to four digits. */
  similarity: number;
}

const DIGITS = 10_000;

/**
 * Asks the database for the live chunks nearest to a vector, so many a repository: by HNSW where a
 * space has its index, else by reading all of its vectors. One statement for all repositories.
 */
export async function nearestStoredChunks(
  db: Queryable,
  spaces: readonly { repositoryId: number; spaceId: number; chunks: number }[],
  question: Float32Array,
  limit: number,
): Promise<StoredNeighbour[]> {
  const effort = Math.max(limit, ...spaces.map(({ chunks }) => effortFor(chunks)));
  const rows = await db.query(
    `SELECT repository_id, blob_id, ordinal, similarity
       FROM nearest_chunks($1::bigint[], $2::bigint[], $3::halfvec, $4, $5)`,
    [
      spaces.map(({ repositoryId }) => repositoryId),
      spaces.map(({ spaceId }) => spaceId),
      question,
      limit,
      effort,
    ],
  );
  return rows.map((row) => ({
    repositoryId: numberOf(row, "repository_id"),
    blobId: numberOf(row, "blob_id"),
    ordinal: numberOf(row, "ordinal"),
    similarity: Math.round(numberOf(row, "similarity") * DIGITS) / DIGITS,
  }));
}

/** Candidates that HNSW keeps in view: what recall of 0.95 takes, see docs/benchmarks.md. */
function effortFor(chunks: number): number {
  return chunks > 200_000 ? 200 : 100;
}
