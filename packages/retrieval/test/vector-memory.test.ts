import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storeChunkVectors } from "../src/storage/chunk-vectors.ts";
import { ensureVectorSpace } from "../src/storage/vector-spaces.ts";
import { type LiveSpace, VectorMemory } from "../src/vectors/vector-memory.ts";

const dimensions = 256;
const SLAB_BYTES = 256 * 1024;
/** Of 256 dimensions. */
const ROWS_PER_SLAB = 512;

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** Chunk `n` of a blob points along axis `n`, and a little along the blob's own. */
function vectorOf(blobId: number, ordinal: number): Float32Array {
  const vector = new Float32Array(dimensions);
  vector[ordinal % 128] = 1;
  vector[128 + (blobId % 128)] = 0.5;
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

let repositories = 0;
async function storeBlobs(chunksOfBlobs: ReadonlyMap<number, number>): Promise<LiveSpace> {
  repositories += 1;
  const [row] = await database.query(
    "INSERT INTO repositories (name, local_path) VALUES ('made up', $1) RETURNING id",
    [`/nowhere/${repositories}`],
  );
  const repositoryId = Number(row!.id);
  await database.query("SELECT create_code_index($1)", [repositoryId]);
  const embedder = { id: "axes", dimensions };
  const { id: spaceId } = await ensureVectorSpace(database, repositoryId, embedder);
  const chunks = [...chunksOfBlobs].flatMap(([blobId, count]) =>
    Array.from({ length: count }, (_, ordinal) => ({ blobId, ordinal })),
  );
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
    chunks.map(({ blobId, ordinal }) => [repositoryId, blobId, ordinal, "text", [], 1, 1, ""]),
  );
  const vectors = chunks.map(({ blobId, ordinal }) => {
    return { blobId, ordinal, vector: vectorOf(blobId, ordinal), textHash: null };
  });
  await storeChunkVectors(database, repositoryId, spaceId, vectors);
  const blobIds = new Set(chunksOfBlobs.keys());
  return { repositoryId, spaceId, dimensions, version: 1, blobIds: () => blobIds };
}

async function nearestBlobs(memory: VectorMemory, space: LiveSpace, question: Float32Array) {
  const rows = await memory.nearest(space, question, 1);
  return rows?.map(({ blobId, ordinal }) => `${blobId}:${ordinal}`) ?? null;
}

test("finds each chunk by its own vector, also of blobs larger than a slab", async () => {
  const memory = new VectorMemory(database, 8 * SLAB_BYTES);
  const space = await storeBlobs(
    new Map([
      [1, 3],
      [2, ROWS_PER_SLAB + 2],
      [3, 1],
    ]),
  );
  expect(await nearestBlobs(memory, space, vectorOf(1, 2))).toEqual(["1:2"]);
  expect(await nearestBlobs(memory, space, vectorOf(3, 0))).toEqual(["3:0"]);
  const same = [0, 128, 256, 384, 512].map((ordinal) => `2:${ordinal}`);
  expect((await nearestBlobs(memory, space, vectorOf(2, 0)))!.sort()).toEqual(same.sort());
});

test("shows a version's blobs only, and reads none twice", async () => {
  const memory = new VectorMemory(database, 8 * SLAB_BYTES);
  const space = await storeBlobs(
    new Map([
      [1, 2],
      [2, 2],
      [3, 2],
      [4, 2],
    ]),
  );
  const at = (version: number, ...ids: number[]) => ({
    ...space,
    version,
    blobIds: () => new Set(ids),
  });
  expect(await nearestBlobs(memory, at(1, 1, 2, 3), vectorOf(4, 0))).not.toContain("4:0");
  expect(await nearestBlobs(memory, at(2, 2, 3, 4), vectorOf(4, 0))).toEqual(["4:0"]);
  expect(await nearestBlobs(memory, at(2, 2, 3, 4), vectorOf(1, 0))).not.toContain("1:0");
  // Gone from the database: what is in memory answers, also for a version seen before.
  await database.query("DELETE FROM chunk_vectors WHERE repository_id = $1", [space.repositoryId]);
  expect(await nearestBlobs(memory, at(3, 3, 4), vectorOf(4, 0))).toEqual(["4:0"]);
  expect(await nearestBlobs(memory, at(1, 1), vectorOf(3, 1))).toEqual(["3:1"]);
  // More than half gone: all are read anew.
  expect(await nearestBlobs(memory, at(4, 4), vectorOf(4, 0))).toEqual([]);
});

test("asks of the repository searched least recently to make room, and says when there is none", async () => {
  const memory = new VectorMemory(database, 2 * SLAB_BYTES);
  const first = await storeBlobs(new Map([[1, 1]]));
  const second = await storeBlobs(new Map([[2, ROWS_PER_SLAB]]));
  const third = await storeBlobs(new Map([[3, 2]]));
  const large = await storeBlobs(new Map([[4, 3 * ROWS_PER_SLAB]]));
  for (const [blobId, space] of [first, second, third, first].entries()) {
    const id = blobId === 3 ? 1 : blobId + 1;
    expect(await nearestBlobs(memory, space, vectorOf(id, 0))).toContain(`${id}:0`);
  }
  expect(await nearestBlobs(memory, large, vectorOf(4, 0))).toBeNull();
  const all = await Promise.all(
    [first, second, third].map((space) => memory.nearest(space, vectorOf(9, 0), 1)),
  );
  expect(all.filter((rows) => rows !== null).length).toBeGreaterThanOrEqual(2);
  expect(await nearestBlobs(memory, third, vectorOf(3, 1))).toEqual(["3:1"]);
});

test("is asked by many at once, and reads once", async () => {
  const memory = new VectorMemory(database, 8 * SLAB_BYTES);
  const space = await storeBlobs(new Map(Array.from({ length: 600 }, (_, id) => [id + 1, 1])));
  let reads = 0;
  const blobIds = () => {
    reads += 1;
    return space.blobIds();
  };
  const counting = { ...space, blobIds };
  const found = await Promise.all(
    Array.from({ length: 20 }, () => nearestBlobs(memory, counting, vectorOf(7, 0))),
  );
  expect(new Set(found.map(String)).size).toBe(1);
  expect(found[0]).toContain("7:0");
  expect(reads).toBe(1);
});
