import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { decide, defaultPlan, openRollout } from "@devflow/rollout";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readEvidence } from "../../src/rollout/read-evidence.ts";

let database: Database;

const dayMs = 86_400_000;
const startedAt = new Date("2026-06-01T00:00:00Z");
const daysAfter = (days: number) => new Date(startedAt.getTime() + days * dayMs);

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query("INSERT INTO installations (id, account) VALUES (1, 'acme')");
  await database.query(
    `INSERT INTO repositories (id, github_id, installation_id, owner, name)
     OVERRIDING SYSTEM VALUE VALUES (1, 1, 1, 'acme', 'shop')`,
  );
  await database.query(
    `INSERT INTO adapters (name, expert, base_model, path, sha256, data_manifest, metrics, state, reason)
     VALUES ('review@1', 'review', 'm', '/1', 's', '{}', '{}', 'rolling', '')`,
  );
});
afterAll(() => database.close());
beforeEach(async () => {
  await emptyTables(database, "reviews", "remarks", "pull_requests", "rollouts");
  await database.query(
    `INSERT INTO rollouts (expert, adapter, baseline, stage, canary_share, started_at, stage_at)
     VALUES ('review', 'review@1', 'base', 'canary', 1, $1, $1)`,
    [startedAt],
  );
});

interface Pulls {
  model: string;
  first: number;
  count: number;
  /** Days after the start of the rollout: of the first one, and between two. */
  from: number;
  apart: number;
  /** Days until it is merged. */
  takes: number;
  /** Of ten pull requests, in how many both findings are addressed. */
  addressed: number;
  now: Date;
}

/** Pull requests with two findings each, and what is known of them now. */
async function pulls({ model, first, count, from, apart, takes, addressed, now }: Pulls) {
  await database.query(
    `WITH pull AS (
       SELECT $2 + at AS number, at % 10 < $7 AS is_addressed,
              $5::timestamptz + ($3::float8 + at * $4::float8) * interval '1 day' AS opened
         FROM generate_series(0, $6::integer - 1) at
     ), known AS (
       SELECT *, opened + $8 * interval '1 day' AS closed FROM pull WHERE opened <= $9
     ), review AS (
       INSERT INTO reviews (repository_id, pull_number, head_sha, trigger, state, expert_state,
                            expert_model, chosen_model, created_at)
       SELECT 1, number, 'c0ffee', 'webhook', 'posted', 'used', $1, $1, opened FROM known
       RETURNING id, pull_number
     ), ended AS (
       INSERT INTO pull_requests (repository_id, number, closed_at, merged_at)
       SELECT 1, number, closed, closed FROM known WHERE closed <= $9
     ), remark AS (
       INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                            category, title, body, path, side, start_line, line, line_hashes, place,
                            first_head_sha)
       SELECT 1, number, 'f' || number || '-' || at, 'c', 'expert', 'high', 'correctness', 'A title', '',
              'a.ts', 'RIGHT', 1, 1, '{}', 'inline', 'c0ffee'
         FROM known, generate_series(1, 2) at
       RETURNING id, pull_number
     ), finding AS (
       INSERT INTO findings (review_id, remark_id, state, path, side, start_line, line, title, source)
       SELECT review.id, remark.id, 'posted', 'a.ts', 'RIGHT', 1, 1, 'A title', 'expert'
         FROM remark JOIN review USING (pull_number)
     )
     INSERT INTO remark_outcomes (remark_id, repository_id, label, decided_by, strength, is_addressed,
                                  is_final, decided_at)
     SELECT remark.id, 1, NULL, 'none', 0, is_addressed, closed <= $9::timestamptz - interval '3 days', $9
       FROM remark JOIN known ON known.number = remark.pull_number`,
    [model, first, from, apart, startedAt, count, addressed, takes, now],
  );
}

/**
 * A team that merges half of its pull requests within the hour, and addresses there 3 of 10 findings; the
 * others take two weeks, and 9 of 10 are addressed.
 */
async function team(now: Date, addressed: { candidate: [number, number] }) {
  const base = { model: "base", from: -80, now };
  await pulls({ ...base, first: 1, count: 200, apart: 0.4, takes: 0.04, addressed: 3 });
  await pulls({ ...base, first: 1_001, count: 200, apart: 0.4, takes: 14, addressed: 9 });
  const mine = { model: "review@1", from: 0.1, now };
  const [quick, slow] = addressed.candidate;
  await pulls({ ...mine, first: 2_001, count: 300, apart: 0.1, takes: 0.04, addressed: quick });
  await pulls({ ...mine, first: 3_001, count: 300, apart: 0.1, takes: 14, addressed: slow });
}

async function decisionAt(now: Date) {
  const rollout = await openRollout(database, "review");
  const evidence = await readEvidence(database, rollout!, now);
  return { evidence, decision: decide(evidence, defaultPlan) };
}

test("an equal expert is not worse for being young: quick pull requests are compared with quick ones", async () => {
  const now = daysAfter(20);
  await team(now, { candidate: [3, 9] });
  const { evidence, decision } = await decisionAt(now);
  const [shop] = evidence.repositories;
  expect(decision.addressed?.estimate).toBeCloseTo(0, 1);
  expect(decision.step).not.toBe("roll_back");
  // Of the first nine days, quick ones only, two findings each; all reviews are there to be counted.
  expect(shop?.candidate.addressed.n).toBe(180);
  expect(shop?.candidate.reviews).toBe(400);
  expect(shop?.baseline.addressed.n).toBe(400);
});

test("nothing is known of addressed findings before the first pull requests could end and settle", async () => {
  const now = daysAfter(10.9);
  await team(now, { candidate: [0, 0] });
  expect((await decisionAt(now)).decision).toMatchObject({ step: "wait", addressed: null });
});

test("a worse expert goes back once its pull requests are old enough", async () => {
  const now = daysAfter(20);
  await team(now, { candidate: [0, 0] });
  const { decision } = await decisionAt(now);
  expect(decision).toMatchObject({ step: "roll_back" });
  expect(decision.reasons[0]).toContain("fewer findings are addressed");
});

test("a pull request is of the expert that reviewed it first", async () => {
  const now = daysAfter(20);
  const some = { first: 1, count: 10, apart: 0.1, takes: 2, addressed: 10, now };
  await pulls({ ...some, model: "base", from: -1 });
  await database.query(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger, state, expert_state,
                          expert_model, created_at)
     SELECT 1, pull_number, 'later', 'webhook', 'posted', 'used', 'review@1', $1 FROM reviews`,
    [daysAfter(0.5)],
  );
  const { evidence } = await decisionAt(now);
  expect(evidence.repositories[0]?.candidate.reviews).toBe(0);
  expect(evidence.repositories[0]?.baseline.addressed.n).toBe(20);
});
