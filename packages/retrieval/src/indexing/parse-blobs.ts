import { encodeSegment } from "../lexical/encode-segment.ts";
import { encodeFacts } from "../storage/encode-facts.ts";
import { encodeVectors } from "../storage/encode-vectors.ts";
import type { BlobBatch } from "../storage/store-blobs.ts";
import { createStaticEmbedder } from "../vectors/static-embedder.ts";
import { contentSkipReason } from "./content-skip-reason.ts";
import { readFacts } from "./read-facts.ts";

/** Blobs to parse. Plain data: it goes to another thread. */
export interface ParseTask {
  repositoryId: number;
  /** The built-in embedder's space, to embed on the way; null when another one does it later. */
  spaceId: number | null;
  blobs: readonly {
    id: number;
    blobSha: string;
    language: string;
    path: string;
    content: Uint8Array;
  }[];
}

/** Everything between a blob's bytes and the rows of its facts. */
export async function parseBlobs({ repositoryId, spaceId, blobs }: ParseTask): Promise<BlobBatch> {
  const read = [];
  for (const { id, blobSha, language, path, content } of blobs) {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    const skipReason = contentSkipReason(bytes);
    const facts = skipReason === null ? await readFacts(path, bytes.toString("utf8")) : null;
    read.push({
      id,
      blobSha,
      language,
      skipReason,
      imports: facts?.imports ?? [],
      lines: facts?.chunks.at(-1)?.endLine ?? 0,
      chunks: facts?.chunks.length ?? 0,
      facts,
    });
  }
  return {
    blobs: read.map(({ facts: _, ...blob }) => blob),
    facts: encodeFacts(repositoryId, read),
    vectors:
      spaceId === null
        ? null
        : encodeVectors({ repositoryId, spaceId }, await createStaticEmbedder(), read),
    segment: encodeSegment(
      read.flatMap(({ id, facts }) => (facts === null ? [] : [{ id, chunks: facts.chunks }])),
    ),
  };
}
