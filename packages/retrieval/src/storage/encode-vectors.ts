import { TupleWriter } from "@devflow/database/tuples";
import type { FileFacts } from "../indexing/read-facts.ts";
import { embeddingText } from "../vectors/embedding-text.ts";
import type { StaticEmbedder } from "../vectors/static-embedder.ts";
import { chunkVectorColumns, rowOf } from "./chunk-vectors.ts";
import type { EncodedTable } from "./encode-facts.ts";

/** Embeds the chunks of blobs and writes their vectors as tuples. */
export function encodeVectors(
  { repositoryId, spaceId }: { repositoryId: number; spaceId: number },
  embedder: StaticEmbedder,
  blobs: readonly { id: number; facts: FileFacts | null }[],
): EncodedTable {
  const writer = new TupleWriter(chunkVectorColumns);
  const ends = new Uint32Array(blobs.length);
  for (const [index, { id: blobId, facts }] of blobs.entries()) {
    for (const [ordinal, chunk] of (facts?.chunks ?? []).entries()) {
      const vector = embedder.embedNow(embeddingText(chunk));
      writer.write(rowOf(repositoryId, spaceId, { blobId, ordinal, vector, textHash: null }));
    }
    ends[index] = writer.size;
  }
  return { bytes: writer.take(), ends };
}
