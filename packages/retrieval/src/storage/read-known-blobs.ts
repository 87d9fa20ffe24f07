import type { Queryable } from "@devflow/database";
import { FACTS_VERSION } from "../indexing/facts-version.ts";
import { keyOf } from "./blob-key.ts";
import { numberOf, textOf, textOrNullOf } from "./rows.ts";

export interface KnownBlob {
  id: number;
  skipReason: string | null;
}

/** Blobs of a generation whose facts are stored, by key: all of them, or those of the given ids. */
export async function readKnownBlobs(
  db: Queryable,
  repositoryId: number,
  generation: number,
  blobShas: readonly string[] | null,
): Promise<Map<string, KnownBlob>> {
  const rows = await db.query(
    `SELECT id, blob_sha, language, skip_reason FROM indexed_blobs
      WHERE repository_id = $1 AND generation = $2 AND facts_version = $3
        AND ($4::text[] IS NULL OR blob_sha = ANY($4::text[]))`,
    [repositoryId, generation, FACTS_VERSION, blobShas],
  );
  return new Map(
    rows.map((row) => [
      keyOf({ blobSha: textOf(row, "blob_sha"), language: textOf(row, "language") }),
      { id: numberOf(row, "id"), skipReason: textOrNullOf(row, "skip_reason") },
    ]),
  );
}
