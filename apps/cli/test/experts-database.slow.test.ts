import { join } from "node:path";
import { admitGuests, openDatabase } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { startModelServer } from "@devflow/testkit/model-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { devflow, temporaryFolder } from "./support/devflow.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
beforeAll(() => createTestFolder(data));
afterAll(() => folder[Symbol.dispose]());

const experts = (...args: string[]) => devflow(["experts", ...args, "--data", data]);

async function inFolder<T>(work: (query: (sql: string) => Promise<unknown[]>) => Promise<T>) {
  const place = { databaseUrl: null, dataFolder: data };
  const logger = createLogger({ level: "silent" });
  const database = await openDatabase(place, logger);
  const door = await admitGuests(database, data, { logger });
  try {
    return await work((sql) => database.query(sql));
  } finally {
    await door?.close();
    await database.close();
  }
}

test("beside the DevFlow that has the database, the steps are taken at once", async () => {
  await inFolder(async (query) => {
    await query(
      `INSERT INTO adapters (name, expert, base_model, path, sha256, data_manifest, metrics, state, reason)
       VALUES ('review@1', 'review', 'm', '/1', 's', '{}', '{}', 'retired', ''),
              ('review@2', 'review', 'm', '/2', 't', '{}', '{}', 'live', '')`,
    );
    await query(
      `INSERT INTO rollouts (expert, adapter, baseline, stage, canary_share, ended_at)
       VALUES ('review', 'review@1', 'm', 'promoted', 1, now()),
              ('review', 'review@2', 'review@1', 'promoted', 1, now())`,
    );
    const back = await experts("back");
    expect(back.stdout, back.stderr).toContain("Back from review@2 to review@1.");
    expect(await query("SELECT name FROM adapters WHERE state = 'live'")).toEqual([
      { name: "review@1" },
    ]);
  });
});

test("an adapter of another base is not started, and nothing leaves the shadow uncompared without a word", async () => {
  await inFolder((query) =>
    query(
      `INSERT INTO adapters (name, expert, base_model, path, sha256, data_manifest, metrics, state, reason)
       VALUES ('review@3', 'review', 'mistral-7b', '/3', 'u', '{}', '{}', 'proposed', ''),
              ('review@4', 'review', 'llama-2-13b', '/4', 'v', '{}', '{}', 'proposed', '')`,
    ),
  );
  await inFolder((query) =>
    query("UPDATE adapters SET state = 'retired', base_model = 'm' WHERE name = 'review@1'"),
  );
  await using server = await startModelServer({
    script: [],
    models: [{ id: "llama-2-13b" }],
  });
  const env = { EXPERT_URL: server.url };
  const ask = (...args: string[]) => devflow(["experts", ...args, "--data", data], { env });

  const other = await ask("start", "review@3");
  expect(other.code).toBe(2);
  expect(other.stderr).toContain(
    "review@3 was trained on mistral-7b, and the model server runs llama-2-13b",
  );
  const started = await ask("start", "review@4", "--no-probe");
  expect(started.code, started.stderr).toBe(0);

  const next = await ask("start", "review@3", "--no-probe");
  expect(next.stderr).toContain("is being rolled out");
  const uncompared = await ask("advance");
  expect(uncompared.code).toBe(2);
  expect(uncompared.stderr).toMatch(/0 reviews of review@4 were compared[\s\S]*advance --yes/);
  const advanced = await ask("advance", "--yes");
  expect(advanced.stdout).toContain("review@4 is now: canary.");
}, 300_000);
