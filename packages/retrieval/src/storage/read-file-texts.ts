import type { Queryable } from "@devflow/database";
import { numberOf, textOf } from "./rows.ts";

/** Whole files by blob, put together from their chunks; lines that stand in none are empty. */
export async function readFileTexts(
  db: Queryable,
  repositoryId: number,
  blobIds: readonly number[],
): Promise<Map<number, string>> {
  const lines = new Map<number, string[]>(blobIds.map((blobId) => [blobId, []]));
  if (blobIds.length === 0) return new Map();
  const rows = await db.query(
    `SELECT blob_id, start_line, text FROM chunks
      WHERE repository_id = $1 AND blob_id = ANY($2::bigint[])`,
    [repositoryId, blobIds],
  );
  for (const row of rows) {
    const target = lines.get(numberOf(row, "blob_id")) ?? [];
    const start = numberOf(row, "start_line") - 1;
    for (const [offset, line] of textOf(row, "text").split("\n").entries()) {
      target[start + offset] = line;
    }
  }
  // From a sparse array: join writes nothing for a line that is not there.
  return new Map([...lines].map(([blobId, ofBlob]) => [blobId, ofBlob.join("\n")]));
}
