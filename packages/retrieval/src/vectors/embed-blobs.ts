import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Database } from "@devflow/database";
import { invariant } from "@devflow/errors";
import {
  type ChunkVector,
  readVectorsOfTexts,
  storeChunkVectors,
  toHex,
} from "../storage/chunk-vectors.ts";
import { readChunks } from "../storage/read-chunks.ts";
import type { Embedder } from "./embedder.ts";
import { embeddingText } from "./embedding-text.ts";

/** A kill loses at most this many vectors, and a server has four requests at a time. */
const CHUNKS_PER_BATCH = 256;
/** About 3 ms of computing by the table on board. */
const CHUNKS_PER_TURN = 32;
const HASH_BYTES = 16;

interface Options {
  database: Database;
  repositoryId: number;
  embedder: Embedder;
  signal?: AbortSignal | undefined;
}

interface Pending {
  blobId: number;
  ordinal: number;
  text: string;
}

/**
 * Embeds every chunk of the blobs; what is stored stays stored when it is interrupted. Where
 * embedding is costly, only texts never seen in this space: most chunks of a changed file are as
 * they were, and a rebuild reads the same texts again.
 */
export async function embedBlobs(
  options: Options,
  spaceId: number,
  blobIds: readonly number[],
): Promise<void> {
  const { database, repositoryId } = options;
  let batch: Pending[] = [];
  const store = async () => {
    const vectors = await embedBatch(options, spaceId, batch);
    await storeChunkVectors(database, repositoryId, spaceId, vectors);
    batch = [];
  };
  for await (const { blobId, chunks } of readChunks(database, repositoryId, blobIds)) {
    options.signal?.throwIfAborted();
    for (const chunk of chunks) {
      batch.push({ blobId, ordinal: chunk.ordinal, text: embeddingText(chunk) });
    }
    if (batch.length >= CHUNKS_PER_BATCH) await store();
  }
  await store();
}

async function embedBatch(
  options: Options,
  spaceId: number,
  batch: readonly Pending[],
): Promise<ChunkVector[]> {
  const { database, repositoryId, embedder } = options;
  if (embedder.isCostly !== true) {
    const vectors = await embedTexts(
      options,
      batch.map(({ text }) => text),
    );
    return batch.map(({ blobId, ordinal }, index) => {
      return { blobId, ordinal, vector: vectors[index] ?? new Float32Array(), textHash: null };
    });
  }
  const hashed = batch.map((chunk) => ({ ...chunk, textHash: hashOf(chunk.text) }));
  const hashes = hashed.map(({ textHash }) => textHash);
  const known = await readVectorsOfTexts(database, repositoryId, spaceId, hashes);
  const unseen = new Map(
    hashed.flatMap(({ textHash, text }) => {
      const hash = toHex(textHash);
      return known.has(hash) ? [] : [[hash, text] as const];
    }),
  );
  const vectors = await embedTexts(options, [...unseen.values()]);
  for (const [index, hash] of [...unseen.keys()].entries()) {
    known.set(hash, vectors[index] ?? new Float32Array());
  }
  return hashed.map(({ blobId, ordinal, textHash }) => {
    return { blobId, ordinal, vector: known.get(toHex(textHash)) ?? new Float32Array(), textHash };
  });
}

async function embedTexts(
  { embedder, signal }: Options,
  texts: readonly string[],
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  // A server takes all at once; what computes right here lets others have their turn.
  const size = embedder.isCostly === true ? CHUNKS_PER_BATCH : CHUNKS_PER_TURN;
  for (let start = 0; start < texts.length; start += size) {
    signal?.throwIfAborted();
    const page = texts.slice(start, start + size);
    vectors.push(...(await embedder.embed(page, { kind: "document", signal })));
    await setImmediate();
  }
  const isRight =
    vectors.length === texts.length &&
    vectors.every((vector) => vector.length === embedder.dimensions);
  invariant(isRight, "an embedder gives one vector a text");
  return vectors;
}

function hashOf(text: string): Uint8Array {
  return createHash("sha256").update(text).digest().subarray(0, HASH_BYTES);
}
