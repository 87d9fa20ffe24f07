import type { Queryable } from "@devflow/database";
import { textOf } from "./rows.ts";

/** Which of the paths the indexed tree of a repository has. */
export async function readIndexedPaths(
  db: Queryable,
  repositoryId: number,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set();
  const rows = await db.query(
    "SELECT path FROM indexed_files WHERE repository_id = $1 AND path = ANY($2::text[])",
    [repositoryId, paths],
  );
  return new Set(rows.map((row) => textOf(row, "path")));
}
