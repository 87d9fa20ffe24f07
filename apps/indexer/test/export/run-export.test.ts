import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type ExportRequest, runExport } from "../../src/export/index.ts";
import { exportSettings, pythonCheckout, requestFor } from "./export-world.ts";

let database: Database;
let checkout: string;
let dataFolder: string;
const logger = createLogger({ level: "silent" });

beforeAll(async () => {
  database = await createTestDatabase();
  checkout = pythonCheckout(4);
});
afterAll(async () => {
  await database.close();
  await rm(checkout, { recursive: true, force: true });
});
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "devflow-data-"));
  await database.query("DELETE FROM exports");
  await database.query("DELETE FROM adapters");
});
afterEach(() => rm(dataFolder, { recursive: true, force: true }));

const exportsFolder = () => join(dataFolder, "exports");
const latest = async () => (await readFile(join(exportsFolder(), "latest"), "utf8")).trim();

function run(changes: Partial<ExportRequest>) {
  const settings = exportSettings(dataFolder);
  return runExport({ settings, database, logger }, requestFor(checkout, changes));
}

async function rows(): Promise<string[]> {
  const found = await database.query<{ id: string; state: string }>(
    "SELECT id, state FROM exports ORDER BY id",
  );
  return found.map(({ id, state }) => `${id} ${state}`);
}

async function deadRow(id: string): Promise<void> {
  await database.query(
    `INSERT INTO exports (id, destination, state, owner, alive_at)
     VALUES ($1, $2, 'running', 'another-host:1', now() - interval '2 minutes')`,
    [id, exportsFolder()],
  );
}

test("a data set of a checkout's code is there, whole, with its row, and the same when written again", async () => {
  const report = await run({ id: "one" });
  expect(report.manifest.rows).toBeGreaterThan(15);
  const text = await readFile(join(exportsFolder(), "one", "manifest.json"), "utf8");
  expect(JSON.parse(text)).toEqual(report.manifest);
  const [row] = await database.query(
    "SELECT state, rows, manifest_sha256, manifest FROM exports WHERE id = 'one'",
  );
  expect(row).toEqual({
    state: "complete",
    rows: report.manifest.rows,
    manifest_sha256: createHash("sha256").update(text).digest("hex"),
    manifest: report.manifest,
  });
  expect(await latest()).toBe("one");

  await rm(exportsFolder(), { recursive: true });
  await database.query("DELETE FROM exports");
  await run({ id: "one" });
  expect(await readFile(join(exportsFolder(), "one", "manifest.json"), "utf8")).toBe(text);
});

test("a dry run counts the same and writes nothing", async () => {
  const dry = await run({ id: "one", isDryRun: true });
  expect(dry.place).toBeNull();
  expect(existsSync(exportsFolder())).toBe(false);
  expect(await rows()).toEqual([]);
  const { manifest } = await run({ id: "one" });
  expect(dry.manifest).toEqual(manifest);
});

test("what a dead run left goes away, and its row says that it failed", async () => {
  await deadRow("dead");
  await mkdir(join(exportsFolder(), ".partial-dead", "python"), { recursive: true });
  await mkdir(join(dataFolder, "export-scratch", "dead"), { recursive: true });
  await run({ id: "next" });
  expect(await rows()).toEqual(["dead failed", "next complete"]);
  expect(await readdir(exportsFolder())).toEqual(["latest", "next"]);
  expect(await readdir(join(dataFolder, "export-scratch"))).toEqual([]);
});

test("a run that died after its data set was whole is completed by the next", async () => {
  await run({ id: "whole" });
  await database.query(
    `UPDATE exports SET state = 'running', owner = 'another-host:1', manifest = NULL, rows = 0,
                        alive_at = now() - interval '2 minutes'`,
  );
  await writeFile(join(exportsFolder(), "latest"), "before\n");
  await run({ id: "next" });
  expect(await rows()).toEqual(["next complete", "whole complete"]);
  expect(await latest()).toBe("next");
});

test("the newest are kept, and older ones that an adapter in use was trained on", async () => {
  for (const id of ["a", "b", "c"]) await run({ id });
  expect(await rows()).toEqual(["b complete", "c complete"]);
  await database.query(
    `INSERT INTO adapters (name, expert, base_model, path, sha256, export_id, data_manifest,
                           metrics, state, reason)
     VALUES ('review@1', 'review', 'base', '/a', 'ff', 'b', '{}', '{}', 'live', 'better')`,
  );
  const { removed } = await run({ id: "d" });
  expect(removed).toEqual([]);
  expect(await readdir(exportsFolder())).toEqual(["b", "c", "d", "latest"]);
});

test("an id that is taken, or cannot be one, is refused and changes nothing", async () => {
  await run({ id: "one" });
  for (const id of ["one", "latest", "../out", ".hidden"]) {
    await expect(run({ id })).rejects.toMatchObject({ name: "UsageError" });
  }
  expect(await rows()).toEqual(["one complete"]);
});

test("what another container writes through the same database is left alone", async () => {
  await deadRow("theirs");
  await database.query("UPDATE exports SET alive_at = now()");
  await mkdir(join(exportsFolder(), ".partial-theirs"), { recursive: true });
  await expect(run({ id: "ours" })).rejects.toMatchObject({ code: "export_running" });
  expect(await rows()).toEqual(["theirs running"]);
  expect(await readdir(exportsFolder())).toEqual([".partial-theirs"]);
});

test("while one is written another one says so", async () => {
  const first = run({ id: "first" });
  await expect.poll(rows).toEqual(["first running"]);
  await expect(run({ id: "second" })).rejects.toMatchObject({ code: "export_running" });
  await first;
  expect(await rows()).toEqual(["first complete"]);
});

test("a run that fails says why in its row and leaves the data set before it", async () => {
  await run({ id: "good" });
  await mkdir(join(exportsFolder(), "bad"));
  await writeFile(join(exportsFolder(), "bad", "in-the-way"), "");
  await expect(run({ id: "bad" })).rejects.toMatchObject({ service: "filesystem" });
  const [row] = await database.query<{ last_error: string }>(
    "SELECT last_error FROM exports WHERE id = 'bad' AND state = 'failed'",
  );
  expect(row?.last_error).toContain(exportsFolder());
  expect(await latest()).toBe("good");
});

test("only what is asked for is taken, the rest is counted", async () => {
  await run({ id: "some" });
  const { manifest, place } = await run({ id: "none", experts: ["review"] });
  expect(manifest.rows).toBe(0);
  expect(place, "a set without examples does not stand before one that has some").toBeNull();
  expect(await latest()).toBe("some");
  expect(existsSync(join(exportsFolder(), "none"))).toBe(false);
  expect(manifest.refused.asked?.another_expert).toBeGreaterThan(15);
  expect(manifest.asked.experts).toEqual(["review"]);
});
