import { tmpdir } from "node:os";
import { ExternalError } from "@devflow/errors";
import { z } from "zod";
import { runPython } from "../run/python-process.ts";
import { probeScript } from "../training-folder.ts";

const factsSchema = z.object({
  python: z.string(),
  packages: z.record(z.string(), z.string().nullable()),
  gpus: z.array(z.string()),
  has_bfloat16: z.boolean(),
});

/** What the virtual environment can do on this machine. */
export type PythonFacts = z.output<typeof factsSchema>;

/** Asks Python. Raises ExternalError (service `training`) when its packages cannot be loaded. */
export async function probePython(
  venv: string,
  environment: Readonly<Record<string, string>>,
  logFile: string,
  signal?: AbortSignal,
): Promise<PythonFacts> {
  const lines: string[] = [];
  const result = await runPython(venv, {
    command: ["python", probeScript],
    cwd: tmpdir(),
    environment,
    logFile,
    signal,
    onLine: (line) => lines.push(line),
  });
  if (result.exitCode === 0) return factsSchema.parse(JSON.parse(lines.at(-1) ?? "{}"));
  throw new ExternalError(`Python's packages cannot be loaded: ${result.lastLines.at(-1) ?? ""}`, {
    service: "training",
    retryable: false,
    code: "broken_environment",
  });
}
