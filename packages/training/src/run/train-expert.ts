import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ExternalError } from "@devflow/errors";
import { type PromotionVerdict, promotionTest } from "../evaluate/promotion-test.ts";
import type { PythonFacts } from "../python/probe.ts";
import { evaluateAdapter } from "./evaluate-adapter.ts";
import type { PlannedStep, TrainingPlan } from "./plan-training.ts";
import { readProgressLine, type StepProgress } from "./progress-line.ts";
import { runPython } from "./python-process.ts";
import { type FinishedStep, type TrainingState, writeState } from "./training-state.ts";
import { workFolder } from "./version-name.ts";
import { writeRun } from "./write-run.ts";

/*
 * Properties wanted: an adapter's folder is there whole or not at all; a training that was stopped goes on where
 * it was; a step never begins on an adapter that the step before did not finish.
 *
 * Design: everything is written below `<out>/.work/<name>`. A step counts as done once `state.json` says so, not
 * when its files are there, since a stopped step writes an adapter too. The finished adapter is put together
 * beside and renamed to `<out>/<name>` as the last thing.
 *
 * Races accepted: two trainings of one expert that begin in the same second take the same name; the second
 * rename fails, as the folder is not empty.
 */

export interface TrainingRun {
  plan: TrainingPlan;
  /** Where adapters are kept. */
  out: string;
  /** The version, for example `review@2026-11-22`. */
  name: string;
  /** Of an unfinished training; null: begin anew. */
  resumed: TrainingState | null;
  venv: string;
  environment: Readonly<Record<string, string>>;
  facts: PythonFacts;
  configSha256: string;
  /** Of DevFlow, as far as it is known. */
  gitCommit: string | null;
  /** An adapter's folder to compare with; null: the base. */
  baseline: string | null;
  onStep: (step: PlannedStep, index: number) => void;
  onProgress: (step: PlannedStep, progress: StepProgress) => void;
  onEvaluation: () => void;
  signal?: AbortSignal | undefined;
}

export interface TrainedAdapter {
  name: string;
  folder: string;
  steps: readonly FinishedStep[];
  seconds: number;
  verdict: PromotionVerdict;
}

/**
 * Trains one expert, step by step, and gives its adapter. Raises ExternalError (service `training`) when a
 * step fails, with what it said last; what was done by then is kept for `--resume`.
 */
export async function trainExpert(run: TrainingRun): Promise<TrainedAdapter> {
  const { plan, out, name } = run;
  const began = performance.now();
  const folder = join(out, workFolder, name);
  await mkdir(folder, { recursive: true });
  const state: TrainingState = run.resumed ?? {
    fingerprint: plan.fingerprint,
    startedAt: new Date().toISOString(),
    finished: [],
  };
  writeState(folder, state);
  for (const [index, step] of plan.steps.entries()) {
    await writeFile(join(folder, `${step.name}.yaml`), step.yaml);
    if (state.finished[index] !== undefined) continue;
    run.onStep(step, index);
    state.finished.push(await runStep(run, folder, step));
    writeState(folder, state);
  }
  const adapter = await collectAdapter(folder, state, plan);
  run.onEvaluation();
  const evaluation = await evaluateAdapter({ ...run, folder, adapter });
  const verdict = promotionTest(evaluation.examples);
  const seconds = secondsSince(began);
  await writeRun(run, adapter, { state, evaluation, verdict, seconds });
  const finished = join(out, name);
  await rename(adapter, finished);
  await rm(folder, { recursive: true, force: true });
  return { name, folder: finished, steps: state.finished, seconds, verdict };
}

async function runStep(run: TrainingRun, folder: string, step: PlannedStep): Promise<FinishedStep> {
  const began = performance.now();
  const metrics: Record<string, number> = {};
  const last = { steps: 0, resumed_from: -1, metrics };
  const isResumed = existsSync(join(folder, step.name));
  const result = await runPython(run.venv, {
    command: [...step.command, ...(isResumed ? ["--resume"] : []), "--stop-with-input"],
    cwd: folder,
    environment: run.environment,
    logFile: join(folder, `${step.name}.log`),
    signal: run.signal,
    onLine: (line) => {
      const progress = readProgressLine(line);
      if (progress === null) return;
      last.steps = progress.step;
      if (last.resumed_from < 0) last.resumed_from = progress.step;
      Object.assign(last.metrics, progress.values);
      run.onProgress(step, progress);
    },
  });
  if (result.exitCode !== 0)
    throw stepFailed(step, join(folder, `${step.name}.log`), result.lastLines);
  const seconds = secondsSince(began);
  return { method: step.settings.method, adapter: step.name, seconds, ...last };
}

function stepFailed(step: PlannedStep, log: string, lines: readonly string[]): ExternalError {
  const isError = /^\S*(Error|Exception|Interrupt)\b/;
  const words =
    lines.findLast((line) => isError.test(line) && !line.includes("CalledProcessError")) ??
    lines.at(-1) ??
    "it said nothing";
  return new ExternalError(`step ${step.name} failed: ${words} (all of it: ${log})`, {
    service: "training",
    retryable: false,
    code: "step_failed",
  });
}

/** Files of a finished step that an adapter is made of; what is pickled runs code when it is read. */
const adapterFiles = ["adapter_config.json", "adapter_model.safetensors"];
const tokenizerFiles = ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja"];

async function collectAdapter(
  folder: string,
  state: TrainingState,
  plan: TrainingPlan,
): Promise<string> {
  const adapter = join(folder, "adapter");
  const last = join(folder, state.finished.at(-1)?.adapter ?? "");
  await rm(adapter, { recursive: true, force: true });
  await mkdir(adapter);
  const isTemplateOwn = plan.expert.chatTemplate !== null;
  for (const file of [...adapterFiles, ...(isTemplateOwn ? tokenizerFiles : [])]) {
    if (adapterFiles.includes(file) || existsSync(join(last, file))) {
      await cp(join(last, file), join(adapter, file));
    }
  }
  return adapter;
}

function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 10) / 100;
}
