import type { Database } from "@devflow/database";
import { invariant } from "@devflow/errors";
import {
  type ChunkVector,
  ensureVectorSpace,
  type LiveSpace,
  storeChunkVectors,
} from "@devflow/retrieval/testing";

export const DIMENSIONS = 256;
const CHUNKS_PER_BLOB = 5;
const BLOBS_PER_BATCH = 400;
/** Texts of a repository are about so many things; a thing's texts are as alike as functions are. */
const CHUNKS_PER_TOPIC = 50;
const SPREAD = 0.9;

export interface MadeSpace {
  space: LiveSpace;
  /** Vectors near to those stored. */
  questions: Float32Array[];
  storeMs: number;
}

/** A repository of made-up vectors: what is stored is what an update stores, without its texts. */
export async function makeSpace(
  database: Database,
  chunks: number,
  questionCount: number,
): Promise<MadeSpace> {
  const random = gaussian(20_261_122);
  const topics = Array.from({ length: Math.ceil(chunks / CHUNKS_PER_TOPIC) }, () =>
    unit(Float32Array.from({ length: DIMENSIONS }, random)),
  );
  const near = (number: number) => {
    const topic = topics[number % topics.length] ?? new Float32Array(DIMENSIONS);
    return unit(topic.map((value) => value + (SPREAD * random()) / Math.sqrt(DIMENSIONS)));
  };
  const repositoryId = await makeRepository(database, chunks);
  const embedder = { id: "made-up", dimensions: DIMENSIONS };
  const { id: spaceId } = await ensureVectorSpace(database, repositoryId, embedder);
  const blobIds = new Set<number>();
  let storeMs = 0;
  for (let stored = 0; stored < chunks; stored += BLOBS_PER_BATCH * CHUNKS_PER_BLOB) {
    const count = Math.min(BLOBS_PER_BATCH * CHUNKS_PER_BLOB, chunks - stored);
    const vectors = Array.from({ length: count }, (_, at): ChunkVector => {
      const number = stored + at;
      const blobId = 1 + Math.floor(number / CHUNKS_PER_BLOB);
      blobIds.add(blobId);
      return { blobId, ordinal: number % CHUNKS_PER_BLOB, vector: near(number), textHash: null };
    });
    await storeFacts(database, repositoryId, vectors);
    const start = performance.now();
    await storeChunkVectors(database, repositoryId, spaceId, vectors);
    storeMs += performance.now() - start;
  }
  await database.query(`ANALYZE chunk_vectors_${repositoryId}`);
  await database.query("ANALYZE indexed_files");
  const questions = Array.from({ length: questionCount }, (_, number) => near(number * 7));
  const space = {
    repositoryId,
    spaceId,
    dimensions: DIMENSIONS,
    version: 1,
    blobIds: () => blobIds,
  };
  return { space, questions, storeMs };
}

async function makeRepository(database: Database, chunks: number): Promise<number> {
  const [row] = await database.query(
    "INSERT INTO repositories (name, local_path) VALUES ('made up', $1) RETURNING id",
    [`/made-up/${chunks}`],
  );
  invariant(row !== undefined, "an insert gives its row");
  await database.query("SELECT create_code_index($1)", [row.id]);
  return Number(row.id);
}

/** The rows that say that the chunks are there and live. */
async function storeFacts(
  database: Database,
  repositoryId: number,
  vectors: readonly ChunkVector[],
): Promise<void> {
  await database.copyIn(
    "chunks",
    [
      { name: "repository_id", type: "int8" },
      { name: "blob_id", type: "int8" },
      { name: "ordinal", type: "int4" },
      { name: "kind", type: "text" },
      { name: "scopes", type: "text[]" },
      { name: "start_line", type: "int4" },
      { name: "end_line", type: "int4" },
      { name: "text", type: "text" },
    ],
    vectors.map(({ blobId, ordinal }) => [repositoryId, blobId, ordinal, "text", [], 1, 1, ""]),
  );
  const blobIds = [...new Set(vectors.map(({ blobId }) => blobId))];
  await database.copyIn(
    "indexed_files",
    [
      { name: "repository_id", type: "int8" },
      { name: "path", type: "text" },
      { name: "blob_id", type: "int8" },
    ],
    blobIds.map((blobId) => [repositoryId, `src/file-${blobId}.ts`, blobId]),
  );
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** Box and Muller over a small seeded generator (mulberry32): the same numbers in every run. */
function gaussian(seed: number): () => number {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
