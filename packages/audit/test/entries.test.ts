import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type AuditEntry,
  auditActions,
  createAuditSummary,
  readAnchors,
  readAudit,
  recordAudit,
  recordConfiguration,
  startAnchors,
  verifyAudit,
} from "../src/index.ts";
import { clearAudit } from "../src/testing.ts";

let database: Database;
const logger = createLogger({ level: "silent" });

beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
beforeEach(() => clearAudit(database));
afterAll(() => database?.close());

const served = (actor: string, subject = "acme/shop"): AuditEntry => ({
  ...{ actor, action: "completions.served", subject, details: { person: 1 } },
});

test("what happens often is one entry for each who and where", async () => {
  const summary = createAuditSummary(database, logger);
  for (let at = 0; at < 500; at++) summary.count(served("kim"), { requests: 1, "model q": 1 });
  summary.count(served("kim", "acme/pay"), { requests: 1 });
  summary.count(served("lee"), { requests: 1, failed: 1 });
  await summary.flush();
  await summary.close();
  const rows = await readAudit(database, { limit: 9 });
  expect(rows.map(({ actor, subject, details }) => [actor, subject, details.counts])).toEqual([
    ["lee", "acme/shop", { failed: 1, requests: 1 }],
    ["kim", "acme/pay", { requests: 1 }],
    ["kim", "acme/shop", { "model q": 500, requests: 500 }],
  ]);
  expect(rows[0]?.details).toMatchObject({ person: 1, since: expect.any(String) });
});

test("memory is bounded, and nothing is lost of the number", async () => {
  const summary = createAuditSummary(database, logger);
  for (let at = 0; at < 10_500; at++) summary.count(served(`p${at}`), { requests: 1 });
  await summary.close();
  const [others] = await readAudit(database, { limit: 1, actor: "others" });
  expect(others?.details.counts).toEqual({ requests: 500 });
  expect(await verifyAudit(database)).toMatchObject({ isWhole: true, rows: 10_001 });
});

test("a database that is away for a minute costs no entry", async () => {
  let isAway = true;
  const failing: Database = {
    ...database,
    transaction: (work) =>
      isAway ? Promise.reject(new Error("away")) : database.transaction(work),
  };
  const summary = createAuditSummary(failing, logger);
  summary.count(served("kim"), { requests: 2 });
  await summary.flush();
  summary.count(served("kim"), { requests: 3 });
  isAway = false;
  await summary.close();
  const rows = await readAudit(database, { limit: 9 });
  expect(rows.map(({ details }) => details.counts)).toEqual([{ requests: 5 }]);
});

test("other settings are told by their names, the same ones are not", async () => {
  const tell = (configuration: Record<string, unknown>) =>
    recordConfiguration(database, { app: "gateway", actor: "root", configuration });
  expect(await tell({ host: "127.0.0.1", apiKey: "set" })).toEqual([]);
  expect(await tell({ apiKey: "set", host: "127.0.0.1" })).toBe(null);
  expect(await tell({ host: "0.0.0.0", apiKey: "set", port: 3003 })).toEqual(["host", "port"]);
  expect(await tell({ host: "0.0.0.0" })).toEqual(["apiKey", "port"]);
  const text = JSON.stringify(await readAudit(database, { limit: 9 }));
  expect(text).not.toContain("0.0.0.0");
});

test("anchors are written where the log is another than before", async () => {
  const folder = await mkdtemp(join(tmpdir(), "devflow-anchors-"));
  const file = join(folder, "anchors.ndjson");
  await recordAudit(database, served("kim"));
  const anchors = await startAnchors(database, logger, { file });
  await anchors.close();
  await recordAudit(database, served("lee"));
  await (await startAnchors(database, logger, { file })).close();
  const read = readAnchors(`no JSON\n${await readFile(file, "utf8")}{"auditHash":1}\n`);
  expect(read.map(({ id }) => id)).toEqual([1, 2]);
  expect(await verifyAudit(database, { anchors: read })).toMatchObject({ isWhole: true, rows: 2 });
  await rm(folder, { recursive: true });
});

test("the documentation lists every action as it is", async () => {
  const documented = await readFile(new URL("../../../docs/audit.md", import.meta.url), "utf8");
  const rows = [...documented.matchAll(/^\| `([a-z_]+\.[a-z_]+)` +\| (.+?) +\|$/gm)];
  expect(Object.fromEntries(rows.map(([, name, meaning]) => [name, meaning]))).toEqual(
    auditActions,
  );
});
