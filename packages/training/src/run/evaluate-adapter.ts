import { join } from "node:path";
import { ExternalError } from "@devflow/errors";
import { type Evaluation, readEvaluation } from "../evaluate/read-evaluation.ts";
import { evaluateScript } from "../training-folder.ts";
import type { TrainingPlan } from "./plan-training.ts";
import { runPython } from "./python-process.ts";

export interface EvaluationRun {
  plan: TrainingPlan;
  /** Where the result and the log are written. */
  folder: string;
  adapter: string;
  /** An adapter's folder to compare with; null: the base alone. */
  baseline: string | null;
  venv: string;
  environment: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
}

/**
 * Loads the adapter with `peft` and measures it on the test rows of every method that it was trained by.
 * Raises ExternalError (service `training`) when `peft` does not take it.
 */
export async function evaluateAdapter(run: EvaluationRun): Promise<Evaluation> {
  const { plan, folder, adapter, baseline } = run;
  const { expert, launch } = plan;
  const out = join(folder, "evaluation.json");
  const tests = plan.steps
    .filter(({ data }) => data.rows.test > 0)
    .flatMap(({ data }) => [`--${data.method}`, join(data.folder, "test.jsonl")]);
  const command = [
    ...["python", evaluateScript, "--base", expert.base, "--adapter", adapter, "--out", out],
    ...["--max-length", String(expert.maxLength)],
    ...["--dtype", launch.isCpu ? "float32" : expert.dtype],
    ...(expert.revision === null ? [] : ["--revision", expert.revision]),
    ...(baseline === null ? [] : ["--baseline", baseline]),
    ...(launch.isCpu ? ["--cpu"] : []),
    ...(expert.loadIn4Bit && !launch.isCpu ? ["--four-bit"] : []),
    ...tests,
  ];
  const logFile = join(folder, "evaluation.log");
  const { environment, signal } = run;
  const result = await runPython(run.venv, { command, cwd: folder, environment, logFile, signal });
  if (result.exitCode === 0) return readEvaluation(out);
  throw new ExternalError(
    `the adapter could not be measured: ${result.lastLines.at(-1) ?? ""} (all of it: ${logFile})`,
    { service: "training", retryable: false, code: "evaluation_failed" },
  );
}
