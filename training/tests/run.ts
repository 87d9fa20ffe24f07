import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  defaultVenv,
  hasGpu,
  runPython,
  setUpEnvironment,
  trainingEnvironment,
} from "@devflow/training";

/**
 * `npm run test:training`: makes the virtual environment if it is not there, and runs pytest in it; with `--setup`
 * only the first.
 */

const tests = fileURLToPath(new URL(".", import.meta.url));
const requirements = join(tests, "../requirements-test.txt");
const venv = defaultVenv(process.env);
const began = performance.now();

const environment = trainingEnvironment(process.env, join(venv, "cache"));
const say = (text: string) => process.stderr.write(`${text}\n`);
await setUpEnvironment({ venv, environment, hasGpu: hasGpu(), onStep: say });
await installTestRequirements();
say(`${venv} is ready after ${seconds()} s`);
if (process.argv.includes("--setup")) process.exit();

const pytest = spawn(
  join(venv, "bin", "python"),
  [
    ...["-B", "-m", "pytest", "-p", "no:cacheprovider", "--durations=0", "--durations-min=1"],
    // Two processors are what CI has; a file stays together, as its tests share what was trained.
    ...["-n", "2", "--dist", "loadfile", ...process.argv.slice(2), "."],
  ],
  {
    cwd: tests,
    stdio: "inherit",
    env: { ...process.env, DEVFLOW_TRAINING_VENV: venv, HF_HUB_OFFLINE: "1", OMP_NUM_THREADS: "1" },
  },
);
const [code] = await once(pytest, "close");
say(`The training suites took ${seconds()} s`);
process.exitCode = typeof code === "number" ? code : 1;

async function installTestRequirements(): Promise<void> {
  const marker = join(venv, "devflow-requirements-test.sha256");
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(marker) && readFileSync(marker, "utf8") === digest) return;
  mkdirSync(venv, { recursive: true });
  const result = await runPython(venv, {
    command: ["python", "-m", "pip", "install", "-q", "-r", requirements],
    cwd: tests,
    environment,
    logFile: `${venv}.log`,
  });
  if (result.exitCode !== 0) throw new Error(`pip failed: ${result.lastLines.at(-1)}`);
  writeFileSync(marker, digest);
}

function seconds(): number {
  return Math.round((performance.now() - began) / 1_000);
}
