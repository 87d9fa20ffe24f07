import { createTestPostgres, type TestPostgres } from "@devflow/database/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureLocalRepository, openCodeIndex } from "../src/index.ts";
import { indexVectors } from "../src/vectors/index-vectors.ts";
import { nearestChunks, type SearchedSpace } from "../src/vectors/nearest-chunks.ts";
import { createStaticEmbedder } from "../src/vectors/static-embedder.ts";
import { GitFolder } from "./support/git-folder.ts";
import { shop } from "./support/shop.ts";
import { zodCore, zodQuestions } from "./support/zod-core.ts";

/** HNSW against exact search, on vectors of real code, with the filters of a real search. */

let server: TestPostgres;
let zod: GitFolder;
let zodId: number;
beforeAll(async () => {
  const url = process.env.DEVFLOW_TEST_DATABASE_URL;
  if (!url) throw new Error("DEVFLOW_TEST_DATABASE_URL is not set: run .ci/services.sh start");
  server = await createTestPostgres(url);
  zod = new GitFolder(zodCore());
  zodId = await indexed(zod);
});
afterAll(async () => {
  await zod[Symbol.asyncDispose]();
  await server.close();
});

async function indexed(folder: GitFolder): Promise<number> {
  const repositoryId = await ensureLocalRepository(server.database, folder.path);
  await openCodeIndex(server.database, repositoryId).update(await folder.tree());
  return repositoryId;
}

async function spaceOf(repositoryId: number): Promise<SearchedSpace> {
  const [row] = await server.database.query(
    `SELECT i.version, i.chunks, s.id, s.dimensions, s.is_indexed
       FROM index_states i JOIN vector_spaces s ON s.id = i.space_id
      WHERE i.repository_id = $1`,
    [repositoryId],
  );
  const files = await server.database.query(
    "SELECT blob_id FROM indexed_files WHERE repository_id = $1",
    [repositoryId],
  );
  return {
    repositoryId,
    spaceId: Number(row!.id),
    dimensions: Number(row!.dimensions),
    version: Number(row!.version),
    chunks: Number(row!.chunks),
    isIndexed: row!.is_indexed === true,
    blobIds: () => new Set(files.map((file) => Number(file.blob_id))),
  };
}

const buildIndex = async (repositoryId: number) => {
  const { spaceId, chunks } = await spaceOf(repositoryId);
  await indexVectors(server.database, repositoryId, spaceId, chunks, 1);
};

async function vectorOf(text: string): Promise<Float32Array> {
  const [vector] = await (await createStaticEmbedder()).embed([text]);
  return vector!;
}

async function usedIndexes(): Promise<Set<string>> {
  const rows = await server.database.query(
    "SELECT indexrelname AS name FROM pg_stat_user_indexes WHERE indexrelname LIKE '%hnsw%' AND idx_scan > 0",
  );
  return new Set(rows.map((row) => String(row.name)));
}

describe("the index of a large repository", () => {
  test("finds at least 95 % of what exact search finds, and nothing that is not live", async () => {
    // Chunks out of use, near to those that replaced them.
    const files = Object.entries(zodCore());
    const changed = files.map(([path, text]) => [
      path,
      `${String(text)}\nexport const added = 1;\n`,
    ]);
    zod.commit(Object.fromEntries(changed));
    await indexed(zod);
    const exact = await spaceOf(zodId);
    expect(exact.isIndexed).toBe(false);
    await buildIndex(zodId);
    const approximate = await spaceOf(zodId);
    expect(approximate.isIndexed).toBe(true);
    const live = exact.blobIds();
    let found = 0;
    let wanted = 0;
    const texts = [
      ...zodQuestions.map(([question]) => question),
      ...files.map(([, text]) => String(text)),
    ];
    for (const text of texts) {
      const question = await vectorOf(text);
      const near = await nearestChunks(server.database, [exact], question, 10);
      const best = near.sort((a, b) => b.similarity - a.similarity).slice(0, 10);
      const given = await nearestChunks(server.database, [approximate], question, 10);
      expect(given.every(({ blobId }) => live.has(blobId))).toBe(true);
      const least = best.at(-1)?.similarity ?? 1;
      found += given.filter(({ similarity }) => similarity >= least).length;
      wanted += best.length;
    }
    expect(wanted).toBeGreaterThan(200);
    expect(found / wanted).toBeGreaterThanOrEqual(0.95);
    await expect.poll(usedIndexes).toContain(`chunk_vectors_${zodId}_hnsw_${exact.spaceId}`);
  });

  test("is one of several in one statement, each repository by its own", async () => {
    await using other = new GitFolder(shop);
    const otherId = await indexed(other);
    await buildIndex(otherId);
    const spaces = [await spaceOf(zodId), await spaceOf(otherId)];
    const question = await vectorOf("add an item to the cart");
    const near = await nearestChunks(server.database, spaces, question, 5);
    const counts = spaces.map(
      ({ repositoryId }) => near.filter((chunk) => chunk.repositoryId === repositoryId).length,
    );
    expect(counts).toEqual([5, 5]);
    const [best] = near.sort((a, b) => b.similarity - a.similarity);
    expect(best!.repositoryId).toBe(otherId);
    for (const { repositoryId, spaceId } of spaces) {
      await expect.poll(usedIndexes).toContain(`chunk_vectors_${repositoryId}_hnsw_${spaceId}`);
    }
  });

  test("that a killed build left unfinished is built anew", async () => {
    await using folder = new GitFolder(shop);
    const repositoryId = await indexed(folder);
    const { spaceId } = await spaceOf(repositoryId);
    const name = `chunk_vectors_${repositoryId}_hnsw_${spaceId}`;
    await buildIndex(repositoryId);
    await server.database.query(
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass($1)",
      [name],
    );
    await server.database.query("UPDATE vector_spaces SET is_indexed = false WHERE id = $1", [
      spaceId,
    ]);
    await buildIndex(repositoryId);
    const [index] = await server.database.query(
      "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)",
      [name],
    );
    expect(index).toEqual({ indisvalid: true });
    expect((await spaceOf(repositoryId)).isIndexed).toBe(true);
  });

  test("goes with its space when another embedder takes over", async () => {
    await using folder = new GitFolder(shop);
    const repositoryId = await indexed(folder);
    await buildIndex(repositoryId);
    const { spaceId } = await spaceOf(repositoryId);
    await openCodeIndex(server.database, repositoryId, { embedder: "none" }).update(
      await folder.tree(),
    );
    const [index] = await server.database.query("SELECT to_regclass($1) AS index", [
      `chunk_vectors_${repositoryId}_hnsw_${spaceId}`,
    ]);
    expect(index).toEqual({ index: null });
  });
});
