import { join, resolve } from "node:path";
import { readEnvironment } from "@devflow/config";
import { UsageError } from "@devflow/errors";
import {
  defaultConfigFile,
  defaultVenv,
  type ExpertTraining,
  hasGpu,
  type Launch,
  loadTrainingConfig,
  type PreparedTraining,
  prepareTraining,
  setUpEnvironment,
  type TrainedAdapter,
  type TrainingConfig,
  type TrainingRequest,
  trainingEnvironment,
  trainPrepared,
} from "@devflow/training";
import { exitCodes } from "../exit-codes.ts";
import { withInterrupt } from "../interrupt.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { startProgress } from "../progress.ts";
import { chooseTargets } from "../train/choose-targets.ts";
import { devflowCommit } from "../train/devflow-commit.ts";
import { findExport } from "../train/find-export.ts";
import { trainEmbedder } from "../train/train-embedder.ts";
import { dryRunText, printText, progressText, trainedText } from "../train/training-texts.ts";
import { writeOut } from "../write-out.ts";
import type { TrainOptions } from "./train.ts";

/** `devflow train`: experts, the filter, the embedder. */
export async function runTrain(words: readonly string[], options: TrainOptions): Promise<void> {
  if (options.setup) return setUp(options);
  const config = loadTrainingConfig(resolve(options.config ?? defaultConfigFile));
  const targets = chooseTargets(words, config);
  if (targets.filter) await trainFilter(config, options);
  if (targets.embedder) {
    await withInterrupt((signal) =>
      trainEmbedder(config.embedder, outOf(options), venvOf(options), signal),
    );
  }
  if (targets.experts.length > 0) await trainExperts(targets.experts, config, options);
}

async function setUp(options: TrainOptions): Promise<void> {
  const venv = venvOf(options);
  const environment = trainingEnvironment(readEnvironment(), join(venv, "cache"));
  const progress = startProgress();
  await withInterrupt((signal) =>
    setUpEnvironment({ venv, environment, hasGpu: hasGpu(), onStep: progress.note, signal }),
  ).finally(progress.stop);
  await writeOut(`${venv} is ready.\n`);
}

async function trainFilter(config: TrainingConfig, options: TrainOptions): Promise<void> {
  const { runFilter } = await import("./run-filter.ts");
  const repository = config.filter?.repository;
  await runFilter({
    train: true,
    ...(repository ? { repo: repository } : {}),
    ...(options.data === undefined ? {} : { data: options.data }),
    ...(options.json ? { json: true } : {}),
  });
}

async function trainExperts(
  experts: readonly ExpertTraining[],
  config: TrainingConfig,
  options: TrainOptions,
): Promise<void> {
  const { dataFolder } = loadCliSettings(dataFlag(options));
  const exported = findExport(resolve(options.export ?? join(dataFolder, "exports")));
  const prepared: { training: PreparedTraining; request: TrainingRequest }[] = [];
  for (const expert of experts) {
    const request: TrainingRequest = {
      expert,
      configSha256: config.sha256,
      exported,
      out: outOf(options),
      launch: launchOf(options),
      resume: options.resume === true,
      now: new Date(),
    };
    const training = await prepareTraining(request);
    // Of all experts only those are meant that the export has something for; a named one is.
    if (training.plan.steps.length > 0 || experts.length === 1)
      prepared.push({ training, request });
  }
  if (prepared.length === 0) {
    throw new UsageError(
      `${exported} has no examples for any expert of the configuration`,
      "`devflow export` says what it wrote; `dataset` names an expert's folder.",
    );
  }
  const hasSteps = prepared.some(({ training }) => training.plan.steps.length > 0);
  if (options.print && hasSteps)
    return writeOut(prepared.map(({ training }) => printText(training)).join("---\n"));
  if (options.dryRun || options.print)
    return dryRun(
      prepared.map(({ training }) => training),
      options,
    );
  const trained: TrainedAdapter[] = [];
  for (const { training, request } of prepared) {
    trained.push(await trainOne(training, request, options));
  }
  await report(trained, options);
}

async function dryRun(all: readonly PreparedTraining[], options: TrainOptions): Promise<void> {
  const isWrong = all.some(({ plan }) => plan.concerns.some(({ level }) => level === "error"));
  if (isWrong) process.exitCode = exitCodes.usage;
  const documents = all.map(({ name, plan }) => ({
    name,
    steps: plan.steps.map(({ data, config }) => ({ method: data.method, rows: data.rows, config })),
    concerns: plan.concerns,
  }));
  await writeOut(
    options.json ? `${JSON.stringify(documents, null, 2)}\n` : all.map(dryRunText).join("\n"),
  );
}

async function trainOne(
  training: PreparedTraining,
  request: TrainingRequest,
  options: TrainOptions,
): Promise<TrainedAdapter> {
  const progress = startProgress();
  for (const { key, message } of training.plan.concerns) progress.note(`${key} ${message}`);
  if (options.resume && training.resumed === null)
    progress.note("Nothing to resume: beginning anew");
  let beganAt = Date.now();
  try {
    return await withInterrupt(async (signal) =>
      trainPrepared(training, request, {
        venv: venvOf(options),
        environment: readEnvironment(),
        gitCommit: await devflowCommit(),
        baseline: options.baseline === undefined ? null : resolve(options.baseline),
        onText: progress.note,
        onStep: ({ settings, data }) => {
          beganAt = Date.now();
          progress.note(`${training.name}: ${settings.method} on ${data.rows.train} examples`);
        },
        onProgress: (step, state) => progress.step(progressText(step, state, Date.now() - beganAt)),
        signal,
      }),
    );
  } finally {
    progress.stop();
  }
}

async function report(trained: readonly TrainedAdapter[], options: TrainOptions): Promise<void> {
  if (trained.some(({ verdict }) => verdict.decision === "refuse")) {
    process.exitCode = exitCodes.findings;
  }
  await writeOut(
    options.json ? `${JSON.stringify(trained, null, 2)}\n` : trained.map(trainedText).join("\n"),
  );
}

function launchOf(options: TrainOptions): Launch {
  const { machines, machineRank, mainAddress = null, mainPort, processes = null } = options;
  if (machines > 1 && mainAddress === null) {
    throw new UsageError(
      "several machines have to find each other",
      "Name the machine of rank 0 with --main-address, on all of them.",
    );
  }
  return { isCpu: options.cpu === true, processes, machines, machineRank, mainAddress, mainPort };
}

function outOf(options: TrainOptions): string {
  return resolve(options.out ?? join(loadCliSettings(dataFlag(options)).dataFolder, "adapters"));
}

function venvOf(options: TrainOptions): string {
  return resolve(options.venv ?? defaultVenv(readEnvironment()));
}

function dataFlag({ data }: TrainOptions) {
  return data === undefined ? {} : { data };
}
