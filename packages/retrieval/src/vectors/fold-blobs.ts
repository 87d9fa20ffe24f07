import type { Database } from "@devflow/database";
import type { VectorSpace } from "../storage/vector-spaces.ts";
import { embedBlobs } from "./embed-blobs.ts";
import { LsaEmbedder } from "./lsa-embedder.ts";

/** Places new blobs in a space fitted before, and keeps count of the terms that it does not know. */
export async function foldBlobs(
  options: { database: Database; repositoryId: number; signal: AbortSignal | undefined },
  space: VectorSpace,
  blobIds: readonly number[],
): Promise<void> {
  if (blobIds.length === 0) return;
  const { database, repositoryId, signal } = options;
  const lsa = new LsaEmbedder(database, space);
  let terms = 0;
  let unknownTerms = 0;
  const embedder = {
    id: lsa.id,
    dimensions: lsa.dimensions,
    async embed(texts: readonly string[]) {
      const folded = await lsa.fold(texts);
      for (const text of folded) {
        terms += text.terms;
        unknownTerms += text.unknownTerms;
      }
      return folded.map(({ vector }) => vector);
    },
  };
  await embedBlobs({ database, repositoryId, embedder, signal }, space.id, blobIds);
  await database.query(
    `UPDATE vector_spaces
        SET folded_terms = folded_terms + $3, folded_unknown_terms = folded_unknown_terms + $4
      WHERE repository_id = $1 AND id = $2`,
    [repositoryId, space.id, terms, unknownTerms],
  );
}
