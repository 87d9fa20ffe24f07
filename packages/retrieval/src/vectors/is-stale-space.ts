import type { Queryable } from "@devflow/database";
import { numberOf } from "../storage/rows.ts";
import type { VectorSpace } from "../storage/vector-spaces.ts";

/** With fewer occurrences the share of unknown ones is chance: about 20 chunks. */
const TERMS_TO_JUDGE = 2_000;
const UNKNOWN_SHARE_RISE = 0.15;

/** A fit is stale when the repository has doubled since, or speaks of things it does not know. */
export async function isStaleSpace(
  db: Queryable,
  space: VectorSpace,
  blobIds: readonly number[],
): Promise<boolean> {
  const { foldedTerms, foldedUnknownTerms, fittedUnknownShare, fittedChunks } = space;
  const unknownShare = foldedUnknownTerms / Math.max(1, foldedTerms);
  if (foldedTerms > TERMS_TO_JUDGE && unknownShare > fittedUnknownShare + UNKNOWN_SHARE_RISE) {
    return true;
  }
  const [row] = await db.query(
    `SELECT count(*) AS chunks FROM chunks
      WHERE repository_id = $1 AND blob_id = ANY($2::bigint[])`,
    [space.repositoryId, blobIds],
  );
  return row !== undefined && numberOf(row, "chunks") > 2 * fittedChunks;
}
