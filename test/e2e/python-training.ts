import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { defaultVenv, isSetUp, trainingFolder } from "@devflow/training";
import { afterAll, beforeAll, expect, vi } from "vitest";

const venv = defaultVenv(process.env);

/** Training of this file's tests is done by the environment that is there, on one core, without the network. */
export function usePythonTraining(): void {
  beforeAll(() => {
    expect(isSetUp(venv), "npm run test:training makes the environment").toBe(true);
    vi.stubEnv("OMP_NUM_THREADS", "1");
    vi.stubEnv("HF_HUB_OFFLINE", "1");
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });
}

/** Runs lines of Python beside the suites of training. */
export async function python(...lines: string[]): Promise<void> {
  const path = `import sys; sys.path.insert(0, ${JSON.stringify(join(trainingFolder, "tests"))})`;
  const words = ["-B", "-c", [path, "from pathlib import Path", ...lines].join("\n")];
  const child = spawn(join(venv, "bin/python"), words, { stdio: "ignore" });
  expect(await once(child, "close")).toEqual([0, null]);
}

/** Lines that write a tiny Llama to `base`, which knows the words of the data sets in a folder. */
export function baseOf(exports: string, base: string): string[] {
  return [
    "from tiny_model import *",
    `make_tiny_model(${JSON.stringify(base)}, texts_of(${JSON.stringify(exports)}))`,
  ];
}
