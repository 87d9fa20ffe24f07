import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAudit, verifyAudit } from "@devflow/audit";
import { loadSettings } from "@devflow/config";
import { defaultRequest, runExport } from "@devflow/indexer/export";
import { retrain, retrainPorts } from "@devflow/indexer/retrain";
import { createLogger } from "@devflow/logging";
import { checkAdapterFolder, listAdapters } from "@devflow/rollout";
import { afterAll, expect, test } from "vitest";
import { expectImplied } from "./month/describe-month.ts";
import { liveMonth } from "./month/live-month.ts";
import { usePGliteStore } from "./pglite-store.ts";
import { baseOf, python, usePythonTraining } from "./python-training.ts";

const store = usePGliteStore();
const folder = mkdtempSync(join(tmpdir(), "devflow-month-"));
const base = join(folder, "base");
const configFile = join(folder, "training_config.yaml");
const logger = createLogger({ level: "silent" });
const settings = loadSettings({ DEVFLOW_DATA: folder });

usePythonTraining();
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a month is exported, trained on and measured; the adapter is one that servers take, and is refused while it proves nothing", {
  timeout: 1_200_000,
}, async () => {
  const pace = { max_steps: 2, batch_size: 2, gradient_accumulation: 1 };
  const expert = { base, methods: ["sft", "kto"], max_length: 4_096, ...pace, kto: pace };
  writeFileSync(configFile, JSON.stringify({ models: { review_expert: expert } }));
  await liveMonth(store(), { seed: 11, pulls: 10, delivery: "whole" }, async (lived) => {
    await expectImplied(lived);
    const { database } = lived.devflow;
    const context = { settings, database, logger };
    const destination = join(folder, "words");
    await runExport(context, { ...defaultRequest(configFile), destination, id: "words" });
    await python(...baseOf(destination, base));

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
