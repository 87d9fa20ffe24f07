import type { Queryable, Row } from "@devflow/database";
import type { ChunkKind } from "@devflow/syntax";
import { kindOf, numberOf, textOf, textOrNullOf, textsOf } from "./rows.ts";

export interface StoredChunk {
  ordinal: number;
  kind: ChunkKind;
  symbol: string | null;
  scopes: string[];
  startLine: number;
  endLine: number;
  text: string;
}

/** About 2 MB of text a page at the usual 10 kB a file. */
const BLOBS_PER_PAGE = 200;

/** The chunks of the blobs, a blob at a time, in bounded pages. A blob without chunks comes too. */
export async function* readChunks(
  db: Queryable,
  repositoryId: number,
  blobIds: readonly number[],
): AsyncIterable<{ blobId: number; chunks: StoredChunk[] }> {
  for (let start = 0; start < blobIds.length; start += BLOBS_PER_PAGE) {
    const page = blobIds.slice(start, start + BLOBS_PER_PAGE);
    const rows = await db.query(
      `SELECT blob_id, ordinal, kind, symbol, scopes, start_line, end_line, text
         FROM chunks WHERE repository_id = $1 AND blob_id = ANY($2::bigint[])
        ORDER BY blob_id, ordinal`,
      [repositoryId, page],
    );
    const byBlob = new Map<number, StoredChunk[]>(page.map((blobId) => [blobId, []]));
    for (const row of rows) byBlob.get(numberOf(row, "blob_id"))?.push(chunkOf(row));
    for (const [blobId, chunks] of byBlob) yield { blobId, chunks };
  }
}

function chunkOf(row: Row): StoredChunk {
  return {
    ordinal: numberOf(row, "ordinal"),
    kind: kindOf(row),
    symbol: textOrNullOf(row, "symbol"),
    scopes: textsOf(row, "scopes"),
    startLine: numberOf(row, "start_line"),
    endLine: numberOf(row, "end_line"),
    text: textOf(row, "text"),
  };
}
