import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { ensureLocalRepository } from "@devflow/retrieval";
import { fromStoredModel } from "@devflow/review/filter";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listFilters } from "../src/filter/list-filters.ts";
import { readOutcomes } from "../src/filter/read-outcomes.ts";
import { trainFilters } from "../src/filter/train-filters.ts";

let database: Database;
let repositoryId: number;
let otherId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  repositoryId = await ensureLocalRepository(database, import.meta.dirname);
  otherId = await ensureLocalRepository(database, `${import.meta.dirname}/..`);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.query("DELETE FROM remarks");
  await database.query("DELETE FROM pull_requests");
  await database.query("DELETE FROM filter_models");
});

interface Given {
  state: "open" | "fixed" | "dismissed" | "resolved";
  category?: string;
  pull?: number;
  repository?: number;
}

let made = 0;

/** A remark as the worker leaves it, said an hour after the one before. */
async function remark({
  state,
  category = "correctness",
  pull = 1,
  repository = repositoryId,
}: Given) {
  made += 1;
  await database.query(
    `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                          category, title, body, path, side, start_line, line, line_hashes, place,
                          first_head_sha, state, said_at, created_at)
     VALUES ($1, $2, $3, $3, 'expert', 'high', $4, 'A title', 'A body.', 'src/a.ts', 'RIGHT', 1, 1,
             '{}', 'inline', 'c0ffee', $5, now(), timestamptz '2026-01-01' + $6 * interval '1 hour')`,
    [repository, pull, `f${made}`, category, state, made],
  );
}

/** A team that acts on correctness and dismisses style. */
async function outcomes(count: number, repository = repositoryId) {
  for (let index = 0; index < count; index += 1) {
    const isStyle = index % 3 === 0;
    const category = isStyle ? "style" : "correctness";
    await remark({ state: isStyle ? "dismissed" : "fixed", category, repository });
  }
}

test("fixed is acted on; dismissed and resolved are not; open counts little, and only after the end", async () => {
  for (const state of ["fixed", "dismissed", "resolved", "open"] as const) await remark({ state });
  await remark({ state: "open", pull: 2 });
  await database.query(
    `INSERT INTO pull_requests (repository_id, number, closed_at)
     VALUES ($1, 2, now() - interval '2 days'), ($1, 1, now())`,
    [repositoryId],
  );
  const examples = await readOutcomes(database, repositoryId);
  expect(examples.map(({ label, weight }) => [label, weight])).toEqual([
    [1, 1],
    [0, 1],
    [0, 1],
    [0, 0.3],
  ]);
});

test("what signals came to counts before the state of the remark; what says nothing is left out", async () => {
  await remark({ state: "open" });
  await remark({ state: "fixed" });
  await remark({ state: "dismissed" });
  await remark({ state: "resolved" });
  await remark({ state: "fixed" });
  await database.query(
    `INSERT INTO remark_outcomes (remark_id, repository_id, label, decided_by, strength,
                                  is_addressed, is_final, decided_at)
     SELECT id, repository_id, label, decided_by, strength, false, true, now()
       FROM (SELECT *, row_number() OVER (ORDER BY id) AS nth FROM remarks) said
       JOIN (VALUES (1, 'wanted', 'reply_agreed', 0.5), (2, 'unwanted', 'reply_disagreed', -0.6),
                    (3, NULL, 'dismissed', 0)) AS told (nth, label, decided_by, strength)
         USING (nth)`,
  );
  await database.query("UPDATE remarks SET resolution = 'switched_off' WHERE state = 'resolved'");
  const examples = await readOutcomes(database, repositoryId);
  expect(examples.map(({ label, weight }) => [label, weight])).toEqual([
    [1, 0.5],
    [0, 0.6],
    [1, 1],
  ]);
});

test("too few outcomes train nothing: reviews go on with the prior", async () => {
  await outcomes(30);
  expect(await trainFilters(database)).toEqual([]);
  expect(await listFilters(database, repositoryId)).toMatchObject([
    { state: "prior", trainedOn: null, outcomes: { total: 30, actedOn: 20 }, measures: null },
  ]);
});

test("a repository with enough outcomes gets its own filter, the others that of all together", async () => {
  await outcomes(90);
  const trained = await trainFilters(database);
  expect(trained).toMatchObject([
    {
      repositoryId,
      isInUse: true,
      reason: expect.stringMatching(/^in use: 100 % instead of \d+ %/),
    },
    { repositoryId: null, isInUse: true },
  ]);
  const [own] = await listFilters(database, repositoryId);
  expect(own).toMatchObject({
    state: "trained",
    trainedOn: "this repository",
    measures: { withFilter: { precision: 1, recall: 1 }, heldOutExamples: 23 },
  });
  expect(await listFilters(database, otherId)).toMatchObject([
    { state: "trained", trainedOn: "all repositories", outcomes: { total: 0 } },
  ]);
  const [row] = await database.query<{ weights: unknown }>(
    "SELECT weights FROM filter_models LIMIT 1",
  );
  expect(fromStoredModel(row?.weights)).toMatchObject({ kind: "trained" });
});

test("the same outcomes are not trained on twice, unless somebody asks for it", async () => {
  await outcomes(90);
  expect(await trainFilters(database)).toHaveLength(2);
  expect(await trainFilters(database)).toEqual([]);
  expect(await trainFilters(database, { repositoryId, force: true })).toHaveLength(2);
  await remark({ state: "fixed" });
  expect(await trainFilters(database)).toHaveLength(2);
});

test("features of when a finding was posted are trained on as they were stored", async () => {
  await remark({ state: "fixed" });
  const [{ id } = { id: 0 }] = await database.query<{ id: number }>("SELECT id FROM remarks");
  await database.query(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger) VALUES ($1, 1, 'a', 'webhook')`,
    [repositoryId],
  );
  await database.query(
    `INSERT INTO findings (review_id, state, path, title, source, remark_id, features)
     SELECT id, 'posted', 'src/a.ts', 'A title', 'expert', $1, '{"version": 1, "confidence": 0.75}' FROM reviews`,
    [id],
  );
  const [example] = await readOutcomes(database, repositoryId);
  expect(example!.features.filter((value) => value !== 0)).toEqual([0.75]);
});
