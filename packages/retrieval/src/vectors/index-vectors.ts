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
 * From so many chunks on: for the memory, 512 bytes a chunk of 256 dimensions in every process, and for
 * its first question, which reads all of them. In memory a search of 50,000 takes a third of what it
 * takes by HNSW, one of 200,000 half as long again (docs/benchmarks.md): smaller repositories would trade
 * exactness for nothing.
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
