import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings } from "@devflow/config";
import { createTestDatabase } from "@devflow/database/testing";
import { retrain, retrainPorts } from "@devflow/indexer/retrain";
import { createLogger } from "@devflow/logging";
import { listAdapters } from "@devflow/rollout";
import { afterAll, expect, test } from "vitest";
import { baseOf, python, usePythonTraining } from "./python-training.ts";

const folder = mkdtempSync(join(tmpdir(), "devflow-retrained-"));
const logger = createLogger({ level: "silent" });

usePythonTraining();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** That shuffled answers and labels are refused, and how KTO goes on, is told by the suites of training. */
test("what is better is proposed", { timeout: 1_200_000 }, async () => {
  const [samples, base, configFile] = ["samples", "base", "training_config.yaml"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  await python(
    "from sample_export import *",
    `write_sample_export(Path(${JSON.stringify(samples)}), Path("."))`,
    ...baseOf(samples, base),
  );
  const expert = {
    ...{ base, methods: ["sft"], max_length: 256, batch_size: 8, gradient_accumulation: 1 },
    ...{ learning_rate: 5e-3, epochs: 1, gradient_checkpointing: false },
    lora: { r: 8, alpha: 16, dropout: 0 },
  };
  writeFileSync(configFile, JSON.stringify({ models: { review_expert: expert } }));

  const database = await createTestDatabase();
  const settings = loadSettings({ DEVFLOW_DATA: folder });
  const ports = retrainPorts({ settings, database, logger, configFile, onText: () => {} });
  const data = async () => ({ id: "sample", folder: samples, rows: 1 });
  const report = await retrain(database, { ...ports, export: data }, { actor: "kim" });
  expect(report.adapters).toMatchObject([{ expert: "review", state: "proposed" }]);
  const name = report.adapters[0]?.name;
  expect(await listAdapters(database)).toMatchObject([{ name, state: "proposed" }]);
  await database.close();
});
