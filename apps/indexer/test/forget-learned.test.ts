import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forgetLearned } from "../src/forget-learned.ts";

let database: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query("INSERT INTO installations (id, account) VALUES (1, 'acme')");
});
afterAll(() => database.close());

const tables = [
  ...["expert_drafts", "shadow_drafts", "human_comments", "past_pulls", "backfills"],
  ...["outcome_signals", "review_comments"],
];

/** A repository with a row of everything that was learned there, and a remark with its outcome. */
async function learnedFrom(githubId: number): Promise<number> {
  const [repository] = await database.query<{ id: number }>(
    `INSERT INTO repositories (github_id, installation_id, owner, name)
     VALUES ($1::bigint, 1, 'acme', 'shop' || $1::text) RETURNING id`,
    [githubId],
  );
  const id = repository!.id;
  const [review] = await database.query<{ id: string }>(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger) VALUES ($1, 1, 'a', 'push')
     RETURNING id`,
    [id],
  );
  await database.query(
    `INSERT INTO expert_drafts (repository_id, review_id, prompt_sha256, path, input, answer, model)
     VALUES ($1, $2, 'x', 'a.ts', '', '', 'm')`,
    [id, review!.id],
  );
  await database.query(
    `INSERT INTO adapters (name, expert, base_model, path, sha256, data_manifest, metrics, state, reason)
     VALUES ('review@1', 'review', 'm', '/a', 's', '{}', '{}', 'retired', '') ON CONFLICT DO NOTHING`,
  );
  await database.query(
    `WITH rollout AS (
       INSERT INTO rollouts (expert, adapter, baseline, stage, canary_share, ended_at)
       VALUES ('review', 'review@1', 'm', 'stopped', 0.1, now()) RETURNING id)
     INSERT INTO shadow_drafts (rollout_id, review_id, repository_id, findings, duration_ms)
     SELECT id, $2, $1, '[]', 1 FROM rollout`,
    [id, review!.id],
  );
  await database.query(
    `INSERT INTO human_comments (repository_id, pull_number, github_comment_id, author, is_bot,
       author_association, body, path, side, start_line, line, commit_sha, hunk, is_resolved,
       is_by_pull_author, created_at)
     VALUES ($1, 1, 5, 'kim', false, 'MEMBER', 'words', 'a.ts', 'RIGHT', 1, 1, 'a', 'code', false,
       false, now())`,
    [id],
  );
  await database.query(
    `INSERT INTO past_pulls (repository_id, number, title, description, base_sha, head_sha, created_at)
     VALUES ($1, 1, 't', 'd', 'a', 'b', now())`,
    [id],
  );
  await database.query(
    `INSERT INTO review_comments (repository_id, fingerprint, author, path, start_line, end_line,
                                  hunk, body, terms)
     VALUES ($1, 'github:5', 'person', 'a.ts', 1, 1, 'code', 'words', '{code}')`,
    [id],
  );
  await database.query("INSERT INTO backfills (repository_id, state) VALUES ($1, 'done')", [id]);
  await database.query(
    `WITH remark AS (
       INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                            category, title, body, path, side, start_line, line, line_hashes, place,
                            first_head_sha, said_at)
       VALUES ($1, 1, 'f', 'c', 'expert', 'high', 'correctness', 't', 'b', 'a.ts', 'RIGHT', 1, 1,
               '{}', 'inline', 'x', now()) RETURNING id),
     outcome AS (
       INSERT INTO remark_outcomes (remark_id, repository_id, decided_by, strength, is_addressed,
                                    is_final, decided_at)
       SELECT id, $1, 'reply_agreed', 0.5, false, true, now() FROM remark)
     INSERT INTO outcome_signals (repository_id, remark_id, kind, strength, detail, happened_at)
     SELECT $1, id, 'reply_agreed', 0.5, 'words', now() FROM remark`,
    [id],
  );
  return id;
}

async function rowsOf(repositoryId: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of [...tables, "remark_outcomes"]) {
    const [row] = await database.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM ${table} WHERE repository_id = $1`,
      [repositoryId],
    );
    counts[table] = row!.n;
  }
  return counts;
}

const each = (n: number) => Object.fromEntries(tables.map((table) => [table, n]));

test("of a removed repository the code and words that were learned from go, of others nothing", async () => {
  const [removed, kept] = [await learnedFrom(10), await learnedFrom(11)];
  expect(await forgetLearned(database)).toEqual([]);
  await database.query("UPDATE repositories SET state = 'removed' WHERE id = $1", [removed]);
  expect(await forgetLearned(database)).toEqual([removed]);
  expect(await rowsOf(removed)).toEqual({ ...each(0), remark_outcomes: 1 });
  expect(await rowsOf(kept)).toEqual({ ...each(1), remark_outcomes: 1 });
  expect(await forgetLearned(database)).toEqual([]);
});

test("more than one statement deletes goes, too", async () => {
  const removed = await learnedFrom(12);
  await database.query(
    `INSERT INTO past_pulls (repository_id, number, title, description, base_sha, head_sha, created_at)
     SELECT $1, n, 't', 'd', 'a', 'b', now() FROM generate_series(2, 2501) AS n`,
    [removed],
  );
  await database.query("UPDATE repositories SET state = 'removed' WHERE id = $1", [removed]);
  await forgetLearned(database);
  expect(await rowsOf(removed)).toEqual({ ...each(0), remark_outcomes: 1 });
});
