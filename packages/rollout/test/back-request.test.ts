import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { requestBack, takeBackRequest } from "../src/index.ts";

let database: Database;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.query("TRUNCATE adapters CASCADE");
  folder = await mkdtemp(join(tmpdir(), "devflow-back-"));
  return () => rm(folder, { recursive: true });
});

/** Two promotions, one after the other: `review@2` took over from `review@1`. */
async function promotedTwice(): Promise<void> {
  await database.query(
    `INSERT INTO adapters (name, expert, base_model, path, sha256, data_manifest, metrics, state, reason)
     VALUES ('review@1', 'review', 'm', '/1', 's', '{}', '{}', 'retired', ''),
            ('review@2', 'review', 'm', '/2', 't', '{}', '{}', 'live', '')`,
  );
  await database.query(
    `INSERT INTO rollouts (expert, adapter, baseline, stage, canary_share, ended_at)
     VALUES ('review', 'review@1', 'm', 'promoted', 1, now()),
            ('review', 'review@2', 'review@1', 'promoted', 1, now())`,
  );
}

async function stateOf(name: string): Promise<string> {
  const [row] = await database.query<{ state: string }>(
    "SELECT state FROM adapters WHERE name = $1",
    [name],
  );
  return row!.state;
}

test("one request is one step back, however many reviews begin at once", async () => {
  await promotedTwice();
  await requestBack(folder, { expert: "review", actor: "kim", reason: "worse" });
  const taken = await Promise.all(
    Array.from({ length: 4 }, () => takeBackRequest(database, folder)),
  );
  expect(taken.filter((back) => back !== null)).toEqual([{ from: "review@2", to: "review@1" }]);
  expect(await stateOf("review@1")).toBe("live");
  expect(await readdir(folder)).toEqual([]);
});

test("a request that the database could not take is there for the next review", async () => {
  await promotedTwice();
  await requestBack(folder, { expert: "review", actor: "kim", reason: "worse" });
  const closed = await createTestDatabase();
  await closed.close();
  await expect(takeBackRequest(closed, folder)).rejects.toThrow();
  expect(await takeBackRequest(database, folder)).toMatchObject({ from: "review@2" });
});
