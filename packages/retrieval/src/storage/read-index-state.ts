import type { Queryable } from "@devflow/database";
import { dateOrNullOf, numberOf, numberOrNullOf, textOrNullOf } from "./rows.ts";

export interface IndexState {
  commitSha: string | null;
  version: number;
  generation: number;
  /** See {@link readingOf}. */
  readWith: string | null;
  spaceId: number | null;
  files: number;
  chunks: number;
  progress: { done: number; total: number } | null;
  lastError: string | null;
  updatedAt: Date | null;
}

const NEVER_INDEXED: IndexState = {
  commitSha: null,
  version: 0,
  generation: 1,
  readWith: null,
  spaceId: null,
  files: 0,
  chunks: 0,
  progress: null,
  lastError: null,
  updatedAt: null,
};

export async function readIndexState(db: Queryable, repositoryId: number): Promise<IndexState> {
  const [row] = await db.query(
    `SELECT commit_sha, version, generation, read_with, space_id, files, chunks, progress_done,
            progress_total, last_error, updated_at
       FROM index_states WHERE repository_id = $1`,
    [repositoryId],
  );
  if (row === undefined) return NEVER_INDEXED;
  const done = numberOrNullOf(row, "progress_done");
  const total = numberOrNullOf(row, "progress_total");
  return {
    commitSha: textOrNullOf(row, "commit_sha"),
    version: numberOf(row, "version"),
    generation: numberOf(row, "generation"),
    readWith: textOrNullOf(row, "read_with"),
    spaceId: numberOrNullOf(row, "space_id"),
    files: numberOf(row, "files"),
    chunks: numberOf(row, "chunks"),
    progress: done === null || total === null ? null : { done, total },
    lastError: textOrNullOf(row, "last_error"),
    updatedAt: dateOrNullOf(row, "updated_at"),
  };
}
