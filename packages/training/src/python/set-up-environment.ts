import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { ExternalError, UsageError } from "@devflow/errors";
import { runPython } from "../run/python-process.ts";
import { gpuRequirementsFile, requirementsFile } from "../training-folder.ts";

/** Where the CPU builds of torch are: a tenth of the size of those on PyPI, which bring CUDA. */
const cpuIndex = "https://download.pytorch.org/whl/cpu";
const marker = "devflow-requirements.sha256";

export interface SetUpOptions {
  venv: string;
  environment: Readonly<Record<string, string>>;
  /** Whether there is a GPU to train on: then the CPU builds are not tried. */
  hasGpu: boolean;
  onStep: (text: string) => void;
  signal?: AbortSignal | undefined;
}

/** DEVFLOW_TRAINING_VENV, else a folder in the user's cache. */
export function defaultVenv(environment: Readonly<Record<string, string | undefined>>): string {
  const cache = environment.XDG_CACHE_HOME ?? join(environment.HOME ?? homedir(), ".cache");
  return environment.DEVFLOW_TRAINING_VENV ?? join(cache, "devflow", "training-venv");
}

/** Whether NVIDIA's driver is there. Others (ROCm) need a torch of their own, installed by hand. */
export function hasGpu(): boolean {
  return existsSync("/proc/driver/nvidia/version") || existsSync("/dev/nvidia0");
}

/** Whether the folder holds exactly what `training/requirements.txt` asks for. */
export function isSetUp(venv: string): boolean {
  const file = join(venv, marker);
  return existsSync(file) && readFileSync(file, "utf8") === requirementsDigest();
}

function requirementsDigest(): string {
  return createHash("sha256").update(readFileSync(requirementsFile)).digest("hex");
}

/**
 * Makes the virtual environment, or does nothing when it is there. Raises UsageError without Python 3.10 or
 * newer, ExternalError (service `training`) when a package cannot be installed.
 */
export async function setUpEnvironment(options: SetUpOptions): Promise<void> {
  const { venv, onStep } = options;
  if (isSetUp(venv)) return;
  await mkdir(dirname(venv), { recursive: true });
  onStep("Making a virtual environment");
  await makeVenv(options);
  if (!options.hasGpu) {
    onStep("Installing torch for CPUs");
    const torch = readFileSync(requirementsFile, "utf8").match(/^torch==\S+/m)?.[0] ?? "torch";
    const quick = ["--retries", "0", "--timeout", "10"];
    const found = await pip(options, ["install", ...quick, "--index-url", cpuIndex, torch]);
    if (found.exitCode !== 0) onStep("No CPU build to be had; PyPI's has CUDA with it, about 5 GB");
  }
  onStep("Installing packages");
  const gpu = options.hasGpu ? ["-r", gpuRequirementsFile] : [];
  const installed = await pip(options, ["install", "-r", requirementsFile, ...gpu]);
  if (installed.exitCode !== 0) throw failed("pip install", venv, installed.lastLines);
  await writeFile(join(venv, marker), requirementsDigest());
}

async function makeVenv(options: SetUpOptions): Promise<void> {
  const { venv, environment, signal } = options;
  const code = `import sys, venv; sys.exit(3) if sys.version_info < (3, 10) else venv.create(${JSON.stringify(venv)}, with_pip=True, clear=True)`;
  const made = await runPython(null, {
    command: ["python3", "-c", code],
    cwd: dirname(venv),
    environment,
    logFile: `${venv}.log`,
    signal,
  });
  if (made.exitCode === 0) return;
  throw new UsageError(
    `a virtual environment could not be made with python3: ${made.lastLines.at(-1) ?? "it is too old"}`,
    "Install Python 3.10 or newer with its venv module (Debian: apt-get install python3-venv).",
  );
}

function pip(options: SetUpOptions, args: readonly string[]) {
  return runPython(options.venv, {
    command: ["python", "-m", "pip", "--disable-pip-version-check", ...args],
    cwd: options.venv,
    environment: options.environment,
    logFile: `${options.venv}.log`,
    signal: options.signal,
  });
}

function failed(what: string, venv: string, lines: readonly string[]): ExternalError {
  const words = lines.findLast((line) => line.startsWith("ERROR")) ?? lines.at(-1) ?? "";
  return new ExternalError(`${what} failed: ${words} (${venv}.log has all of it)`, {
    service: "training",
    retryable: true,
    code: "install_failed",
  });
}
