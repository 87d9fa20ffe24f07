import type { Database } from "@devflow/database";
import { nearestStoredChunks } from "../storage/nearest-stored-chunks.ts";
import type { NearRow } from "./nearest-rows.ts";
import { type LiveSpace, vectorMemoryOf } from "./vector-memory.ts";

export interface SearchedSpace extends LiveSpace {
  /** Live ones. */
  chunks: number;
  isIndexed: boolean;
}

export interface NearChunk extends NearRow {
  repositoryId: number;
}

/**
 * The live chunks nearest to a vector, at least `limit` of each repository that has them, in no
 * order. In memory and exact, but for spaces with an index and for more than memory holds: those
 * are asked of the database in one statement.
 */
export async function nearestChunks(
  database: Database,
  spaces: readonly SearchedSpace[],
  question: Float32Array,
  limit: number,
): Promise<NearChunk[]> {
  const memory = vectorMemoryOf(database);
  const near: NearChunk[] = [];
  const stored: SearchedSpace[] = [];
  for (const space of spaces) {
    const rows = space.isIndexed ? null : await memory.nearest(space, question, limit);
    if (rows === null) stored.push(space);
    else for (const row of rows) near.push({ repositoryId: space.repositoryId, ...row });
  }
  if (stored.length === 0) return near;
  const found = await nearestStoredChunks(database, stored, question, limit);
  return [...near, ...found.filter(({ similarity }) => similarity > 0)];
}
