import type { Queryable } from "@devflow/database";
import { numberOf, textsOf } from "./rows.ts";

/** The modules that blobs import, as written in them. */
export async function findImports(
  db: Queryable,
  repositoryId: number,
  blobIds: readonly number[],
): Promise<Map<number, string[]>> {
  if (blobIds.length === 0) return new Map();
  const rows = await db.query(
    `SELECT id, imports FROM indexed_blobs WHERE repository_id = $1 AND id = ANY($2::bigint[])`,
    [repositoryId, blobIds],
  );
  return new Map(rows.map((row) => [numberOf(row, "id"), textsOf(row, "imports")]));
}
