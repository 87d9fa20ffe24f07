import { ExternalError } from "@devflow/errors";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, postgresPoolOf } from "../src/index.ts";
import { createTestDatabase } from "../src/testing.ts";
import { describeDatabase } from "./database-conformance.ts";

describeDatabase("pglite", async () => {
  const database = await createTestDatabase();
  return { database, close: () => database.close() };
});

test("tidying up keeps a table that is often updated from growing", async () => {
  const database = await createTestDatabase();
  const size = async () => {
    const [row] = await database.query("SELECT pg_relation_size('counters') AS bytes");
    return Number(row?.bytes);
  };
  const updateAll = () => database.query("UPDATE counters SET value = value + 1");
  await database.query(
    "CREATE TABLE counters AS SELECT n, 0 AS value FROM generate_series(1, 5000) n",
  );
  await updateAll();
  await database.tidyUp();
  const before = await size();
  for (let round = 0; round < 5; round++) {
    await updateAll();
    await database.tidyUp();
  }
  expect(await size()).toBeLessThanOrEqual(before);
  await database.close();
});

describe("a statement that comes again", () => {
  const selectAll = "SELECT * FROM things WHERE id = $1";
  const numbered = "SELECT id FROM things WHERE id = $1";
  const tooLarge = 3_000_000_000;
  let database: Database;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  beforeEach(async () => {
    await database.query("DROP TABLE IF EXISTS things");
    await database.query("CREATE TABLE things (id integer PRIMARY KEY, word text)");
    await database.query("INSERT INTO things VALUES (1, 'one')");
    expect(await database.query(selectAll, [1])).toEqual([{ id: 1, word: "one" }]);
  });

  test("is as if it were new after its table was changed", async () => {
    await expect(database.query(numbered, [tooLarge])).rejects.toThrow(ExternalError);
    expect(await database.query(numbered, [1])).toEqual([{ id: 1 }]);
    await database.query("ALTER TABLE things ALTER COLUMN id TYPE bigint, ADD COLUMN more boolean");
    expect(await database.query(selectAll, [1])).toEqual([{ id: 1, word: "one", more: null }]);
    expect(await database.query(numbered, [tooLarge])).toEqual([]);
  });

  test("is as before after a change of its table was rolled back", async () => {
    const failure = new Error("on purpose");
    const ended = database.transaction(async (transaction) => {
      await transaction.query("ALTER TABLE things DROP COLUMN word");
      expect(await transaction.query(selectAll, [1])).toEqual([{ id: 1 }]);
      throw failure;
    });
    await expect(ended).rejects.toBe(failure);
    expect(await database.query(selectAll, [1])).toEqual([{ id: 1, word: "one" }]);
  });

  test("reads the table of whoever asks, also after a failure", async () => {
    await database.query("CREATE SCHEMA elsewhere");
    const pool = postgresPoolOf(database, "elsewhere");
    await pool.query("CREATE TABLE things (id bigint, word bytea)");
    for (const _ of [1, 2]) {
      expect((await pool.query(selectAll, [1])).rows).toEqual([]);
      expect(await database.query(selectAll, [1])).toEqual([{ id: 1, word: "one" }]);
      await expect(pool.query("SELECT 1 / $1::int", [0])).rejects.toThrow("division by zero");
      await expect(database.query("SELECT 1 / $1::int", [0])).rejects.toThrow("division by zero");
    }
    await pool.end();
  });

  test("fails again for the same reason", async () => {
    for (const _ of [1, 2]) {
      const asked = database.query("SELECT id FROM nothing_there WHERE id = $1", [1]);
      await expect(asked).rejects.toMatchObject({ code: "42P01" });
    }
  });

  test("fails in a transaction that has failed, and runs after it", async () => {
    await database
      .transaction(async (transaction) => {
        const twice = transaction.query("INSERT INTO things VALUES ($1, $2)", [1, "again"]);
        await expect(twice).rejects.toMatchObject({ code: "23505" });
        await expect(transaction.query(selectAll, [1])).rejects.toMatchObject({ code: "25P02" });
        throw new Error("on purpose");
      })
      .catch(() => {});
    expect(await database.query(selectAll, [1])).toEqual([{ id: 1, word: "one" }]);
  });

  test("runs as often as is asked, among more texts than are kept", async () => {
    const odd = Array.from(
      { length: 201 },
      (_, index) => `SELECT id + ${index} AS sum FROM things WHERE id = $1`,
    );
    for (let run = 0; run < 51; run++) await database.query(selectAll, [1]);
    for (const [index, sql] of [...odd, ...odd].entries()) {
      expect(await database.query(sql, [1])).toEqual([{ sum: 1 + (index % odd.length) }]);
    }
    const [kept] = await database.query("SELECT count(*) AS all FROM pg_prepared_statements");
    expect(kept?.all).toBeLessThanOrEqual(201);
  });
});
