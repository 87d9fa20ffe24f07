import type { Database } from "@devflow/database";
import { invariant } from "@devflow/errors";
import { type ChunkVector, storeChunkVectors } from "../storage/chunk-vectors.ts";
import { readChunks } from "../storage/read-chunks.ts";
import type { Embedder } from "./embedder.ts";

const TEXTS_PER_CALL = 64;
/** A kill loses at most this many vectors. */
const VECTORS_PER_BATCH = 512;

/** Embeds every chunk of the blobs; what is stored stays stored when it is interrupted. */
export async function embedBlobs(
  options: {
    database: Database;
    repositoryId: number;
    embedder: Embedder;
    signal: AbortSignal | undefined;
  },
  spaceId: number,
  blobIds: readonly number[],
): Promise<void> {
  const { database, repositoryId, embedder, signal } = options;
  let batch: ChunkVector[] = [];
  for await (const { blobId, chunks } of readChunks(database, repositoryId, blobIds)) {
    signal?.throwIfAborted();
    for (let start = 0; start < chunks.length; start += TEXTS_PER_CALL) {
      const page = chunks.slice(start, start + TEXTS_PER_CALL);
      const vectors = await embedder.embed(
        page.map(({ text }) => text),
        { kind: "document", signal },
      );
      for (const [index, { ordinal }] of page.entries()) {
        const vector = vectors[index];
        const isRight = vector?.length === embedder.dimensions;
        invariant(vector !== undefined && isRight, "an embedder gives one vector a text");
        batch.push({ blobId, ordinal, vector });
      }
    }
    if (batch.length < VECTORS_PER_BATCH) continue;
    await storeChunkVectors(database, repositoryId, spaceId, batch);
    batch = [];
  }
  await storeChunkVectors(database, repositoryId, spaceId, batch);
}
