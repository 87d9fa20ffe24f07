import type { Queryable } from "@devflow/database";
import type { ChunkKind } from "@devflow/syntax";
import { kindOf, numberOf, textOf, textsOf } from "./rows.ts";

export interface StoredSignature {
  blobId: number;
  name: string;
  kind: ChunkKind;
  scopes: string[];
  startLine: number;
  endLine: number;
  signature: string;
  supertypes: string[];
}

/** The definitions that stand in blobs and can be used elsewhere, with their heads. */
export async function readSignatures(
  db: Queryable,
  repositoryId: number,
  blobIds: readonly number[],
): Promise<StoredSignature[]> {
  if (blobIds.length === 0) return [];
  const rows = await db.query(
    `SELECT blob_id, name, kind, scopes, start_line, end_line, signature, supertypes
       FROM symbol_definitions
      WHERE repository_id = $1 AND blob_id = ANY($2::bigint[])
        AND (kind <> 'variable' OR cardinality(scopes) <= 1)
      ORDER BY blob_id, start_line`,
    [repositoryId, blobIds],
  );
  return rows.map((row) => ({
    blobId: numberOf(row, "blob_id"),
    name: textOf(row, "name"),
    kind: kindOf(row),
    scopes: textsOf(row, "scopes"),
    startLine: numberOf(row, "start_line"),
    endLine: numberOf(row, "end_line"),
    signature: textOf(row, "signature"),
    supertypes: textsOf(row, "supertypes"),
  }));
}
