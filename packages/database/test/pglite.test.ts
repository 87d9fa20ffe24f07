import { expect, test } from "vitest";
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
