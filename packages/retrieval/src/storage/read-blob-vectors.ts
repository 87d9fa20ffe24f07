import type { Queryable } from "@devflow/database";
import { invariant } from "@devflow/errors";
import { bytesOf, numberOf } from "./rows.ts";

export interface BlobVectors {
  blobId: number;
  /** Big-endian half floats, one vector after the other in the order of the chunks. */
  halves: Uint8Array;
}

interface Space {
  database: Queryable;
  repositoryId: number;
  spaceId: number;
  dimensions: number;
}

/** Before the numbers of a half vector: its dimensions, and a word that is not used. */
const HEADER_BYTES = 4;

/** The vectors of the blobs that have any, packed: a row a chunk took four times as long. */
export async function readBlobVectors(
  { database, repositoryId, spaceId, dimensions }: Space,
  blobIds: readonly number[],
): Promise<BlobVectors[]> {
  const rows = await database.query(
    `SELECT blob_id, count(*) AS vectors,
            string_agg(substr(halfvec_send(embedding), ${HEADER_BYTES + 1}), ''::bytea
                       ORDER BY ordinal) AS halves
       FROM chunk_vectors
      WHERE repository_id = $1 AND space_id = $2 AND blob_id = ANY($3::bigint[])
      GROUP BY blob_id`,
    [repositoryId, spaceId, blobIds],
  );
  return rows.map((row) => {
    const halves = bytesOf(row, "halves");
    const isWhole = halves.length === 2 * dimensions * numberOf(row, "vectors");
    invariant(isWhole, "the vectors of a space have its dimensions");
    return { blobId: numberOf(row, "blob_id"), halves };
  });
}
