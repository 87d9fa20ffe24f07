import { rm } from "node:fs/promises";
import { readAudit, verifyAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { ExternalError } from "@devflow/errors";
import { listAdapters } from "@devflow/rollout";
import { adapterFolder } from "@devflow/rollout/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RetrainPorts, retrain } from "../src/retrain/index.ts";

let database: Database;
const folders: string[] = [];
const exported = { id: "2026-11-01T020000Z", folder: "/exports/1", rows: 812 };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function trained(name: string, isBetter: boolean, config = {}) {
  const folder = await adapterFolder({ salt: name, config, run: { export_id: exported.id } });
  folders.push(folder);
  const reason = isBetter ? "the held-out loss is lower" : "the held-out loss is higher";
  return { name, folder, isBetter, reason };
}

test("what is better is proposed, what is not is refused, what fails keeps nobody back; no rollout begins", async () => {
  const ports: RetrainPorts = {
    export: async () => exported,
    experts: async () => ["review", "python", "go", "rust"],
    async train(expert) {
      if (expert === "go") {
        throw new ExternalError("out of memory", { service: "filesystem", retryable: false });
      }
      if (expert === "rust") return trained("rust@2026-11-01", true, { use_dora: true });
      return trained(`${expert}@2026-11-01`, expert === "review");
    },
  };
  const report = await retrain(database, ports, { actor: "devflow" });
  expect(report.adapters.map(({ expert, state }) => [expert, state])).toEqual([
    ["review", "proposed"],
    ["python", "refused"],
    ["go", "failed"],
    ["rust", "failed"],
  ]);
  expect(report.adapters[3]?.reason).toContain("use_dora is set");
  const adapters = await listAdapters(database);
  expect(adapters.map(({ name, state, exportId }) => [name, state, exportId]).sort()).toEqual([
    ["python@2026-11-01", "refused", exported.id],
    ["review@2026-11-01", "proposed", exported.id],
  ]);
  const actions = (await readAudit(database, { limit: 20 })).map(({ action }) => action).reverse();
  expect(actions).toEqual([
    "retrain.started",
    ...["adapter.registered", "adapter.proposed", "adapter.registered", "adapter.refused"],
    ...["retrain.failed", "retrain.failed", "retrain.ended"],
  ]);
  expect(await verifyAudit(database)).toMatchObject({ isWhole: true });
  expect(await database.query("SELECT FROM rollouts")).toEqual([]);
});

test("an export that fails ends it, and the log says so", async () => {
  const full = new ExternalError("the disk is full", { service: "filesystem", retryable: false });
  const ports: RetrainPorts = {
    export: () => Promise.reject(full),
    experts: async () => [],
    train: () => Promise.reject(new Error("never")),
  };
  await expect(retrain(database, ports, { actor: "devflow" })).rejects.toBe(full);
  expect(await readAudit(database, { limit: 1 })).toMatchObject([
    { action: "retrain.failed", subject: "export", details: { reason: "the disk is full" } },
  ]);
});
