import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { openQueues, type Queues } from "@devflow/queue";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { endUnreadable } from "../../src/outcomes/store-outcomes.ts";
import { sweepOutcomes } from "../../src/outcomes/sweep-outcomes.ts";

let database: Database;
let queues: Queues;

beforeAll(async () => {
  database = await createTestDatabase();
  queues = await openQueues({ database }, createLogger({ level: "silent" }));
});
afterAll(async () => {
  await queues.close(1_000);
  await database.close();
});
beforeEach(async () => {
  await emptyTables(database, "repositories", "installations");
  await database.query("INSERT INTO installations (id, account) VALUES (1, 'acme')");
  await database.query(
    `INSERT INTO repositories (github_id, installation_id, owner, name)
     VALUES (10, 1, 'acme', 'shop')`,
  );
});

interface PullFacts {
  isFinal?: boolean;
  isClosed?: boolean;
  readHoursAgo?: number | null;
  saidDaysAgo?: number;
}

async function pull(number: number, facts: PullFacts = {}): Promise<void> {
  const { isFinal = false, isClosed = false, readHoursAgo = null, saidDaysAgo = 1 } = facts;
  const [remark] = await database.query<{ id: number; repository_id: number }>(
    `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                          category, title, body, path, side, start_line, line, line_hashes, place,
                          first_head_sha, said_at)
     SELECT id, $1, 'f', 'c', 'expert', 'high', 'correctness', 't', 'b', 'a.ts', 'RIGHT', 1, 1,
            '{}', 'inline', 'x', now() - make_interval(days => $2)
       FROM repositories RETURNING id, repository_id`,
    [number, saidDaysAgo],
  );
  await database.query(
    `INSERT INTO pull_requests (repository_id, number, closed_at, outcomes_read_at)
     VALUES ($1, $2, CASE WHEN $3 THEN now() END, now() - make_interval(hours => $4))`,
    [remark!.repository_id, number, isClosed, readHoursAgo],
  );
  await database.query(
    `INSERT INTO remark_outcomes (remark_id, repository_id, decided_by, strength, is_addressed,
                                  is_final, decided_at)
     VALUES ($1, $2, 'none', 0, false, $3, now())`,
    [remark!.id, remark!.repository_id, isFinal],
  );
}

test.each<[string, PullFacts, number]>([
  ["never read", {}, 1],
  ["read last night", { readHoursAgo: 24 }, 1],
  ["read an hour ago", { readHoursAgo: 1 }, 0],
  ["ended, not final yet", { readHoursAgo: 24, isClosed: true }, 1],
  ["final", { readHoursAgo: 240, isClosed: true, isFinal: true }, 0],
  ["final once, and opened again", { readHoursAgo: 24, isFinal: true }, 1],
  ["open, quiet for a month, read last night", { readHoursAgo: 24, saidDaysAgo: 40 }, 0],
  ["open, quiet for a month, read last week", { readHoursAgo: 170, saidDaysAgo: 40 }, 1],
])("a pull request that was %s", async (_name, facts, due) => {
  await pull(1, facts);
  expect(await sweepOutcomes(database, queues, new Date())).toBe(due);
});

test("a pull request that GitHub no longer has is not looked for at every sweep", async () => {
  await pull(1);
  const [row] = await database.query<{ id: number }>("SELECT id FROM repositories");
  const now = new Date();
  await database.query("DELETE FROM pull_requests");
  expect(await sweepOutcomes(database, queues, now)).toBe(1);
  await endUnreadable(database, { repositoryId: row!.id, pullNumber: 1 }, now);
  expect(await sweepOutcomes(database, queues, now)).toBe(0);
  const inDays = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60 * 1_000);
  await database.query("UPDATE remarks SET said_at = now() - interval '40 days'");
  expect(await sweepOutcomes(database, queues, inDays(6))).toBe(0);
  expect(await sweepOutcomes(database, queues, inDays(8))).toBe(1);
});

test("a repository with more than a night's worth leaves the others their turn", async () => {
  await pull(1);
  await database.query(
    `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                          category, title, body, path, side, start_line, line, line_hashes, place,
                          first_head_sha, said_at)
     SELECT repository_id, n, fingerprint, content_key, source, severity, category, title, body,
            path, side, start_line, line, line_hashes, place, first_head_sha, said_at
       FROM remarks, generate_series(2, 600) AS n`,
  );
  await database.query(
    `WITH other AS (INSERT INTO repositories (github_id, installation_id, owner, name)
                    VALUES (11, 1, 'acme', 'zoo') RETURNING id)
     INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                          category, title, body, path, side, start_line, line, line_hashes, place,
                          first_head_sha, said_at)
     SELECT other.id, 1, fingerprint, content_key, source, severity, category, title, body,
            path, side, start_line, line, line_hashes, place, first_head_sha, said_at
       FROM remarks, other WHERE pull_number = 1`,
  );
  const [zoo] = await database.query<{ id: number }>(
    "SELECT id FROM repositories WHERE name = 'zoo'",
  );
  const asked: number[] = [];
  const recording = {
    ...queues,
    enqueue: async (_name: string, data: object) => {
      if ("repositoryId" in data) asked.push(Number(data.repositoryId));
    },
  };
  expect(await sweepOutcomes(database, recording, new Date())).toBe(500);
  expect(asked.slice(0, 2)).toContain(zoo!.id);
});

test("a repository that is gone is left alone", async () => {
  await pull(1);
  await database.query("UPDATE repositories SET state = 'removed'");
  expect(await sweepOutcomes(database, queues, new Date())).toBe(0);
});
