import { join } from "node:path";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { ensureLocalRepository, sweepCodeIndexes } from "@devflow/retrieval";
import { afterAll, beforeAll, expect, test } from "vitest";

let database: Database;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("what people said outlives our own remarks, by number and not by age", async () => {
  const row = await ensureLocalRepository(database, import.meta.dirname);
  const other = await ensureLocalRepository(database, join(import.meta.dirname, "export"));
  const insert = (id: number, author: string, count: number) =>
    database.query(
      `INSERT INTO review_comments (repository_id, fingerprint, author, path, start_line, end_line,
                                    hunk, terms, body, created_at)
       SELECT $1, $2 || n, $2, 'a.ts', 1, 1, '', '{}', n::text, now() - n * interval '1 day'
         FROM generate_series(1, $3::integer) AS n`,
      [id, author, count],
    );
  await insert(row, "devflow", 400);
  await insert(row, "person", 2_100);
  await insert(other, "person", 300);
  await sweepCodeIndexes(database);
  const left = await database.query(
    `SELECT repository_id, author, count(*)::integer AS kept, max(body::integer) AS oldest
       FROM review_comments GROUP BY repository_id, author ORDER BY repository_id, author`,
  );
  expect(left).toEqual([
    { repository_id: row, author: "devflow", kept: 179, oldest: 179 },
    { repository_id: row, author: "person", kept: 2_000, oldest: 2_000 },
    { repository_id: other, author: "person", kept: 300, oldest: 300 },
  ]);
});
