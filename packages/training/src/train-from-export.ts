import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "@devflow/errors";
import { checkMachine } from "./check/check-machine.ts";
import type { Launch } from "./compile/launch-command.ts";
import type { Concern, ExpertTraining } from "./model.ts";
import { type PythonFacts, probePython } from "./python/probe.ts";
import { hasGpu, setUpEnvironment } from "./python/set-up-environment.ts";
import { trainingEnvironment } from "./python/training-environment.ts";
import { clearWork, unfinishedText } from "./run/clear-work.ts";
import { type PlannedStep, planTraining, type TrainingPlan } from "./run/plan-training.ts";
import type { StepProgress } from "./run/progress-line.ts";
import { type TrainedAdapter, trainExpert } from "./run/train-expert.ts";
import { findUnfinished, type TrainingState } from "./run/training-state.ts";
import { versionName, workFolder } from "./run/version-name.ts";

export interface TrainingRequest {
  expert: ExpertTraining;
  /** Of the file that the expert is from. */
  configSha256: string;
  /** The folder of one export, with its manifest. */
  exported: string;
  /** Where adapters are kept. */
  out: string;
  launch: Launch;
  /** Go on with the newest unfinished training of these settings and data, if there is one. */
  resume: boolean;
  now: Date;
}

export interface PreparedTraining {
  plan: TrainingPlan;
  /** The version, for example `review@2026-11-22`. */
  name: string;
  resumed: TrainingState | null;
}

/** What a training will do and under which name. Nothing is written or started. */
export async function prepareTraining(request: TrainingRequest): Promise<PreparedTraining> {
  const { expert, out, now } = request;
  let name = versionName(expert.expert, out, now);
  let resumed: TrainingState | null = null;
  const plan = await planTraining(expert, request.exported, request.launch, (fingerprint) => {
    const unfinished = request.resume ? findUnfinished(out, expert.expert, fingerprint) : null;
    name = unfinished?.name ?? name;
    resumed = unfinished?.state ?? null;
    return join(out, workFolder, name);
  });
  return { plan, name, resumed };
}

export interface TrainingWorld {
  venv: string;
  /** Of this process; what Python gets of it is chosen. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Of DevFlow, as far as it is known. */
  gitCommit: string | null;
  /** An adapter's folder to compare with; null: the base. */
  baseline: string | null;
  onText: (text: string) => void;
  onStep: (step: PlannedStep, index: number) => void;
  onProgress: (step: PlannedStep, progress: StepProgress) => void;
  signal?: AbortSignal | undefined;
}

/**
 * Sets up Python if needed, trains, measures, and gives the adapter with what the promotion test says of
 * it. Raises UsageError with every concern that is an error, ExternalError (service `training`) when a
 * program fails.
 */
export async function trainPrepared(
  prepared: PreparedTraining,
  request: TrainingRequest,
  world: TrainingWorld,
): Promise<TrainedAdapter> {
  stopAtErrors(prepared.plan.concerns);
  const left = await clearWork(request.out, request.expert.expert, prepared.name, request.now);
  for (const one of left) world.onText(unfinishedText(one));
  const work = join(request.out, workFolder, prepared.name);
  await mkdir(work, { recursive: true });
  const environment = trainingEnvironment(world.environment, join(work, "cache"));
  const { venv, signal } = world;
  await setUpEnvironment({ venv, environment, hasGpu: hasGpu(), onStep: world.onText, signal });
  const facts: PythonFacts = await probePython(venv, environment, join(work, "probe.log"), signal);
  const concerns = checkMachine(request.expert, request.launch, facts);
  for (const { level, key, message } of concerns) {
    if (level === "warning") world.onText(`${key} ${message}`);
  }
  stopAtErrors(concerns);
  return trainExpert({
    ...world,
    ...prepared,
    out: request.out,
    environment,
    facts,
    configSha256: request.configSha256,
    onEvaluation: () => world.onText("Measuring on held-out examples"),
  });
}

function stopAtErrors(concerns: readonly Concern[]): void {
  const errors = concerns.filter(({ level }) => level === "error");
  if (errors.length === 0) return;
  throw new UsageError(
    `this cannot be trained:${errors.map(({ key, message }) => `\n  ${key} ${message}`).join("")}`,
    "Correct the configuration or the export; `devflow train --dry-run` checks without training.",
  );
}
