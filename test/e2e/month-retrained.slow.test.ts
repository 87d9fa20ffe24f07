import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAudit, verifyAudit } from "@devflow/audit";
import { loadSettings } from "@devflow/config";
import { defaultRequest, runExport } from "@devflow/indexer/export";
import { retrain, retrainPorts } from "@devflow/indexer/retrain";
import { createLogger } from "@devflow/logging";
import { checkAdapterFolder, listAdapters } from "@devflow/rollout";
import { defaultVenv, isSetUp, trainingFolder } from "@devflow/training";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { expectImplied } from "./month/describe-month.ts";
import { liveMonth } from "./month/live-month.ts";
import { usePGliteStore } from "./pglite-store.ts";

const store = usePGliteStore();
const folder = mkdtempSync(join(tmpdir(), "devflow-month-"));
const venv = defaultVenv(process.env);
const base = join(folder, "base");
const configFile = join(folder, "training_config.yaml");
const logger = createLogger({ level: "silent" });
const settings = loadSettings({ DEVFLOW_DATA: folder });

beforeAll(() => {
  expect(isSetUp(venv), "npm run test:training makes the environment").toBe(true);
  vi.stubEnv("OMP_NUM_THREADS", "1");
  vi.stubEnv("HF_HUB_OFFLINE", "1");
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function writeConfig(expert: Record<string, unknown>): void {
  const own = { base, methods: ["sft", "kto"], gradient_accumulation: 1, ...expert };
  writeFileSync(configFile, JSON.stringify({ models: { review_expert: own } }));
}

/** Runs lines of Python beside the suites of training. */
async function python(...lines: string[]): Promise<void> {
  const path = `import sys; sys.path.insert(0, ${JSON.stringify(join(trainingFolder, "tests"))})`;
  const words = ["-B", "-c", [path, "from pathlib import Path", ...lines].join("\n")];
  const child = spawn(join(venv, "bin/python"), words, { stdio: "ignore" });
  expect(await once(child, "close")).toEqual([0, null]);
}

/** A tiny Llama that knows the words of the data sets in a folder. */
function makeBase(exports: string): Promise<void> {
  return python(
    "from tiny_model import *",
    `make_tiny_model(${JSON.stringify(base)}, texts_of(${JSON.stringify(exports)}))`,
  );
}

test("a month is exported, trained on and measured; the adapter is one that servers take, and is refused while it proves nothing", {
  timeout: 1_200_000,
}, async () => {
  const pace = { max_steps: 2, batch_size: 2, gradient_accumulation: 1 };
  writeConfig({ max_length: 4_096, ...pace, kto: pace });
  await liveMonth(store(), { seed: 11, pulls: 10, delivery: "whole" }, async (lived) => {
    await expectImplied(lived);
    const { database } = lived.devflow;
    const context = { settings, database, logger };
    const destination = join(folder, "words");
    await runExport(context, { ...defaultRequest(configFile), destination, id: "words" });
    await makeBase(destination);

    const texts: string[] = [];
    const onText = (text: string) => texts.push(text);
    const report = await retrain(database, retrainPorts({ ...context, configFile, onText }), {
      actor: "kim",
    });
    expect(report, texts.join("\n")).toMatchObject({
      adapters: [{ expert: "review", state: "refused", reason: expect.stringMatching(/held-out/) }],
    });
    const { id, folder: exported, rows } = report.exported;
    expect(rows).toBeGreaterThan(0);
    const manifest = JSON.parse(readFileSync(join(exported, "manifest.json"), "utf8"));
    const { sft, kto } = manifest.experts.review;
    expect(sft.rows.train).toBeGreaterThan(0);
    expect(kto.labels.wanted).toBeGreaterThan(0);
    expect(kto.labels.unwanted).toBeGreaterThan(0);

    const [adapter] = await listAdapters(database);
    expect(adapter).toMatchObject({
      name: report.adapters[0]?.name,
      state: "refused",
      exportId: id,
    });
    const path = adapter?.path ?? "";
    const checked = await checkAdapterFolder(path);
    expect(checked).toMatchObject({ baseModel: base, sha256: adapter?.sha256 });
    expect(checked.run).toMatchObject({
      export_id: id,
      steps: [
        { method: "sft", steps: 2 },
        { method: "kto", steps: 2 },
      ],
      evaluation: { decision: "refuse" },
    });
    expect(existsSync(join(folder, "adapters/.work", checked.run.name as string))).toBe(false);

    const actions = (await readAudit(database, { limit: 9_999 })).map(({ action }) => action);
    const steps = actions.filter((action) => /^(retrain|adapter)\./.test(action));
    expect(steps.reverse()).toEqual([
      ...["retrain.started", "adapter.registered", "adapter.refused", "retrain.ended"],
    ]);
    expect(await verifyAudit(database)).toMatchObject({ isWhole: true });
    expect(await database.query("SELECT FROM rollouts")).toEqual([]);
  });
});

/** That shuffled answers and labels are refused is told by the suites of training. */
test("what is better is proposed", { timeout: 1_200_000 }, async () => {
  const { database } = store();
  const samples = join(folder, "samples");
  await python(
    "from sample_export import *",
    `write_sample_export(Path(${JSON.stringify(samples)}), Path("."))`,
  );
  await makeBase(samples);
  writeConfig({
    ...{ max_length: 256, batch_size: 8, learning_rate: 5e-3, epochs: 2 },
    ...{ lora: { r: 8, alpha: 16, dropout: 0 }, gradient_checkpointing: false },
    kto: { batch_size: 16, gradient_accumulation: 1, learning_rate: 1e-3, epochs: 1 },
  });
  const ports = retrainPorts({ settings, database, logger, configFile, onText: () => {} });
  const data = async () => ({ id: "sample", folder: samples, rows: 1 });
  const report = await retrain(database, { ...ports, export: data }, { actor: "kim" });
  expect(report.adapters).toMatchObject([{ expert: "review", state: "proposed" }]);
  const name = report.adapters[0]?.name;
  const adapters = await listAdapters(database);
  expect(adapters.filter((one) => one.name === name)).toMatchObject([{ state: "proposed" }]);
});
