import type { Database } from "@devflow/database";
import type { BlobTerms } from "../lexical/blob-terms.ts";
import type { LiveFile } from "../lexical/lexical-snapshot.ts";
import { blobsWithoutVectors } from "../storage/chunk-vectors.ts";
import { addVectorSpace, findVectorSpace, readVectorSpace } from "../storage/vector-spaces.ts";
import { embedBlobs } from "./embed-blobs.ts";
import type { Embedder } from "./embedder.ts";
import { fitSpace } from "./fit-space.ts";
import { foldBlobs } from "./fold-blobs.ts";
import { isStaleSpace } from "./is-stale-space.ts";
import { LSA_EMBEDDER } from "./lsa-embedder.ts";

export interface EmbedLiveOptions {
  database: Database;
  repositoryId: number;
  /** Null: the built-in one, fitted on the repository itself. */
  embedder: Embedder | null;
  blobTerms: BlobTerms;
  files: readonly LiveFile[];
  /** The space of the present live state. */
  spaceId: number | null;
  signal: AbortSignal | undefined;
}

/**
 * Sees to it that every chunk of the files has a vector, and gives the space they are in; null
 * when there is too little text to learn from. The live state is not touched.
 */
export async function embedLiveChunks(options: EmbedLiveOptions): Promise<number | null> {
  const { database, repositoryId, embedder, spaceId } = options;
  const blobIds = [...new Set(options.files.map(({ blobId }) => blobId))];
  if (embedder !== null) {
    const { id, dimensions } = embedder;
    const space =
      (await findVectorSpace(database, repositoryId, id)) ??
      (await addVectorSpace(database, repositoryId, {
        embedder: id,
        dimensions,
        fittedChunks: 0,
        fittedUnknownShare: 0,
        directions: [],
      }));
    const missing = await blobsWithoutVectors(database, repositoryId, space.id, blobIds);
    await embedBlobs({ ...options, embedder }, space.id, missing);
    return space.id;
  }
  const space = spaceId === null ? null : await readVectorSpace(database, repositoryId, spaceId);
  const isFitted = space !== null && space.embedder === LSA_EMBEDDER;
  if (!isFitted || (await isStaleSpace(database, space, blobIds)))
    return fitSpace(options, blobIds);
  await foldBlobs(
    options,
    space,
    await blobsWithoutVectors(database, repositoryId, space.id, blobIds),
  );
  return space.id;
}
