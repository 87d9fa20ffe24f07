import type { Queryable } from "@devflow/database";
import type { LiveFile } from "../lexical/lexical-snapshot.ts";
import { numberOf, textOf } from "./rows.ts";

/** The live tree, sorted by path in code units, so that every engine and locale gives one order. */
export async function readLiveFiles(db: Queryable, repositoryId: number): Promise<LiveFile[]> {
  const rows = await db.query(`SELECT path, blob_id FROM indexed_files WHERE repository_id = $1`, [
    repositoryId,
  ]);
  const files = rows.map((row) => ({
    path: textOf(row, "path"),
    blobId: numberOf(row, "blob_id"),
  }));
  return files.sort(byPath);
}

export function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
