import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSettings } from "@devflow/config";
import { defaultRequest, runExport } from "@devflow/indexer/export";
import { createLogger } from "@devflow/logging";
import { defaultVenv, isSetUp, trainingFolder } from "@devflow/training";
import { afterAll, expect, test } from "vitest";
import { liveMonth } from "./month/live-month.ts";
import { usePGliteStore } from "./pglite-store.ts";

const store = usePGliteStore();
const folder = mkdtempSync(join(tmpdir(), "devflow-month-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const venv = defaultVenv(process.env);
const bin = fileURLToPath(new URL("../../node_modules/.bin", import.meta.url));
const environment = {
  PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
  HOME: folder,
  HF_HUB_OFFLINE: "1",
  OMP_NUM_THREADS: "1",
  DEVFLOW_TRAINING_VENV: venv,
};

async function run(program: string, ...args: string[]) {
  const child = spawn(program, args, { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    stdout += part;
  });
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    stderr += part;
  });
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

test("what a month of reviews came to trains an adapter: sft, then kto", {
  timeout: 1_200_000,
}, async () => {
  expect(isSetUp(venv), "npm run test:training makes the environment").toBe(true);
  const exports = join(folder, "exports");
  const manifest = await liveMonth(
    store(),
    { seed: 11, pulls: 20, delivery: "whole" },
    async ({ devflow }) => {
      const settings = loadSettings({ DEVFLOW_DATA: folder });
      const { database } = devflow;
      const logger = createLogger({ level: "silent" });
      const request = { ...defaultRequest(), destination: exports, id: "month" };
      return (await runExport({ settings, database, logger }, request)).manifest;
    },
  );
  const { sft, kto } = manifest.experts.review ?? {};
  expect(sft?.rows.train).toBeGreaterThan(0);
  expect(kto?.labels?.wanted).toBeGreaterThan(0);
  expect(kto?.labels?.unwanted).toBeGreaterThan(0);

  const base = join(folder, "base");
  const make = `import sys; sys.path.insert(0, ${JSON.stringify(join(trainingFolder, "tests"))}); from tiny_model import *; make_tiny_model(${JSON.stringify(base)}, texts_of(${JSON.stringify(exports)}))`;
  expect(await run(join(venv, "bin/python"), "-B", "-c", make)).toMatchObject({ code: 0 });
  const pace = { max_steps: 2, batch_size: 2, gradient_accumulation: 1 };
  const review_expert = { base, methods: ["sft", "kto"], max_length: 4_096, ...pace, kto: pace };
  const config = join(folder, "training_config.yaml");
  writeFileSync(config, JSON.stringify({ models: { review_expert } }));
  const args = ["train", "review", "--config", config, "--export", exports, "--cpu", "--json"];
  const trained = await run("devflow", ...args, "--out", join(folder, "adapters"));
  // Two steps make nothing better, which is what exit code 1 says.
  expect(trained, trained.stderr).toMatchObject({ code: 1 });
  expect(JSON.parse(trained.stdout)).toMatchObject([
    {
      steps: [
        { method: "sft", steps: 2 },
        { method: "kto", steps: 2 },
      ],
      verdict: { decision: "refuse" },
    },
  ]);
});
