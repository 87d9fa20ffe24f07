import type { BlobTerms, ChunkTerms, TermCounts } from "../lexical/blob-terms.ts";
import { storeChunkVectors } from "../storage/chunk-vectors.ts";
import { addVectorSpace } from "../storage/vector-spaces.ts";
import type { EmbedLiveOptions } from "./embed-live-chunks.ts";
import { FEWEST_CHUNKS, fitLsa, type LsaBasis, MOST_FITTED_CHUNKS } from "./fit-lsa.ts";
import { type FoldedText, foldIn } from "./fold-in.ts";
import { LSA_EMBEDDER } from "./lsa-embedder.ts";

const VECTORS_PER_BATCH = 4_000;

interface Placed {
  blobId: number;
  ordinal: number;
  folded: FoldedText;
}

/** Fits a new space to the blobs, in the order given, and fills it. */
export async function fitSpace(
  { database, repositoryId, blobTerms, signal }: EmbedLiveOptions,
  blobIds: readonly number[],
): Promise<number | null> {
  const blobs = await blobTerms.load(database, repositoryId, new Set(blobIds));
  const chunks = blobIds.flatMap((blobId) =>
    (blobs.get(blobId) ?? []).map((chunk) => ({ blobId, chunk })),
  );
  if (chunks.length < FEWEST_CHUNKS) return null;
  signal?.throwIfAborted();
  const basis = await fitLsa(
    sample(chunks).map(({ chunk }) => chunk.counts),
    [...blobTerms.vocabulary.terms()],
  );
  // No word that two chunks share, such as in 250 files of one line each.
  if (basis.dimensions === 0) return null;
  const placed = place(chunks, basis, blobTerms.vocabulary.size);
  const space = await addVectorSpace(database, repositoryId, {
    embedder: LSA_EMBEDDER,
    dimensions: basis.dimensions,
    fittedChunks: chunks.length,
    fittedUnknownShare: unknownShare(placed),
    directions: namedDirections(basis, blobTerms),
  });
  for (let start = 0; start < placed.length; start += VECTORS_PER_BATCH) {
    signal?.throwIfAborted();
    const batch = placed
      .slice(start, start + VECTORS_PER_BATCH)
      .map(({ blobId, ordinal, folded }) => ({ blobId, ordinal, vector: folded.vector }));
    await storeChunkVectors(database, repositoryId, space.id, batch);
  }
  return space.id;
}

/** Evenly spread, so that every part of the tree is heard. */
function sample<T>(chunks: readonly T[]): readonly T[] {
  const step = Math.ceil(chunks.length / MOST_FITTED_CHUNKS);
  return step === 1 ? chunks : chunks.filter((_, index) => index % step === 0);
}

function place(
  chunks: readonly { blobId: number; chunk: ChunkTerms }[],
  { terms, directions, dimensions }: LsaBasis,
  termCount: number,
): Placed[] {
  const directionOf: (Float32Array | undefined)[] = Array.from({ length: termCount });
  for (const [row, term] of terms.entries()) {
    directionOf[term] = directions.subarray(row * dimensions, (row + 1) * dimensions);
  }
  function* entries({ terms: numbers, counts }: TermCounts) {
    for (let index = 0; index < numbers.length; index++) {
      yield [directionOf[numbers[index] ?? 0], counts[index] ?? 1] as const;
    }
  }
  return chunks.map(({ blobId, chunk }) => ({
    blobId,
    ordinal: chunk.ordinal,
    folded: foldIn(entries(chunk.counts), dimensions),
  }));
}

function unknownShare(placed: readonly Placed[]): number {
  const terms = placed.reduce((sum, { folded }) => sum + folded.terms, 0);
  const unknown = placed.reduce((sum, { folded }) => sum + folded.unknownTerms, 0);
  return unknown / Math.max(1, terms);
}

function namedDirections({ terms, directions, dimensions }: LsaBasis, { vocabulary }: BlobTerms) {
  const names = [...vocabulary.terms()];
  return Array.from(terms, (term, row) => ({
    term: names[term] ?? "",
    direction: directions.subarray(row * dimensions, (row + 1) * dimensions),
  }));
}
