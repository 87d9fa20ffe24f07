import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { ensureLocalRepository } from "@devflow/retrieval";
import { priorModel, toStoredModel } from "@devflow/review";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { loadFilter } from "../src/load-filter.ts";

let database: Database;
let repositoryId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  repositoryId = await ensureLocalRepository(database, import.meta.dirname);
});
afterAll(() => database.close());
beforeEach(() => database.query("DELETE FROM filter_models"));

async function trained(repository: number | null, threshold: number, isInUse = true, version = 1) {
  await database.query(
    `INSERT INTO filter_models (repository_id, weights, measures, is_in_use, reason, trained_at)
     VALUES ($1, $2, '{}', $3, 'said', now())`,
    [
      repository,
      JSON.stringify({ ...toStoredModel({ ...priorModel, threshold }), version }),
      isInUse,
    ],
  );
}

const thresholdInUse = async () =>
  (await loadFilter(database, repositoryId, "none")).model?.threshold ?? null;

test("before any training reviews filter by the prior", async () => {
  expect(await loadFilter(database, repositoryId, "none")).toEqual({
    model: priorModel,
    past: [],
    embed: null,
  });
});

test("the newest training of the repository goes before that of all together", async () => {
  await trained(null, 0.1);
  expect(await thresholdInUse()).toBe(0.1);
  await trained(repositoryId, 0.2);
  await trained(repositoryId, 0.3);
  await trained(null, 0.4);
  expect(await thresholdInUse()).toBe(0.3);
});

test("one that was switched off means no filter, not an older one and not the prior", async () => {
  await trained(null, 0.1);
  await trained(repositoryId, 0.2);
  await trained(repositoryId, 0.3, false);
  expect((await loadFilter(database, repositoryId, "none")).model).toBeNull();
});

test("one of other features is not used", async () => {
  await trained(repositoryId, 0.2, true, 0);
  expect((await loadFilter(database, repositoryId, "none")).model).toEqual(priorModel);
});

test("what became of earlier findings comes with it, and the embedder on board", async () => {
  await database.query(
    `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                          category, title, body, path, side, start_line, line, line_hashes, place,
                          first_head_sha, state, said_at)
     SELECT $1, 1, 'f' || n, 'c', 'expert', 'high', 'style', 'Title ' || n, 'Body', 'src/a.ts', 'RIGHT',
            1, 1, '{}', 'inline', 'c0ffee', CASE n WHEN 1 THEN 'fixed' ELSE 'dismissed' END,
            CASE n WHEN 3 THEN NULL ELSE now() END
       FROM generate_series(1, 3) AS n`,
    [repositoryId],
  );
  const { past, embed } = await loadFilter(database, repositoryId, "builtin");
  expect(past.map(({ title, isActedOn, weight }) => [title, isActedOn, weight])).toEqual([
    ["Title 1", true, 1],
    ["Title 2", false, 1],
  ]);
  expect(await embed?.(["a text"])).toHaveLength(1);
});
