/**
 * An HNSW index for the vectors of a large repository, on a server.
 *
 * Properties wanted: searches go on while it is built, and use it only when it is whole; one that
 * was cut short is built anew; a repository that shrank keeps its index.
 * Design: an index over one space of one partition, built concurrently after the tree went live;
 * the space's row says afterwards that it is there. Until then vectors are searched in memory.
 * Races accepted: two updates may both begin; the second takes the first one's index for a left one,
 * waits for it, and builds it again.
 * The embedded engine has one session, which would answer nothing for minutes, and no other
 * process to share memory with: there, vectors are always searched in memory.
 */
import type { Database } from "@devflow/database";
import { buildVectorIndex } from "../storage/vector-index.ts";
import { readVectorSpace } from "../storage/vector-spaces.ts";

/**
 * From so many chunks on. Measured with 256 dimensions: at 50,000 a search in memory takes 1.3 ms
 * and 25 MB a process, by HNSW 1.4 ms; at 200,000 8 ms and 100 MB against 3 ms. Smaller ones
 * would trade exactness for nothing.
 */
export const INDEXED_FROM_CHUNKS = 50_000;

/** Builds the index that a space of so many chunks should have. */
export async function indexVectors(
  database: Database,
  repositoryId: number,
  spaceId: number,
  chunks: number,
  indexedFromChunks = INDEXED_FROM_CHUNKS,
): Promise<void> {
  if (database.isSingleSession || chunks < indexedFromChunks) return;
  const space = await readVectorSpace(database, repositoryId, spaceId);
  if (space === null || space.isIndexed) return;
  await buildVectorIndex(database, repositoryId, space);
}
