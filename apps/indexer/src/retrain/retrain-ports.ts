import { join } from "node:path";
import { readEnvironment } from "@devflow/config";
import { UsageError } from "@devflow/errors";
import { liveAdapter } from "@devflow/rollout";
import {
  defaultConfigFile,
  defaultVenv,
  type ExpertTraining,
  hasGpu,
  loadTrainingConfig,
  oneProcess,
  type PreparedTraining,
  prepareTraining,
  type TrainingRequest,
  trainPrepared,
} from "@devflow/training";
import { defaultRequest } from "../export/default-request.ts";
import { type ExportContext, runExport } from "../export/run-export.ts";
import type { RetrainExport, RetrainPorts } from "./retrain.ts";

export interface RetrainContext extends ExportContext {
  /** Default: that of the checkout. */
  configFile?: string;
  onText: (text: string) => void;
}

/** The real thing: this database's data set, this machine's Python. */
export function retrainPorts(context: RetrainContext): RetrainPorts {
  const configFile = context.configFile ?? defaultConfigFile;
  return {
    async export() {
      const destination = join(context.settings.dataFolder, "exports");
      const request = { ...defaultRequest(configFile), destination };
      const { id, manifest } = await runExport(context, request);
      return { id, folder: join(destination, id), rows: totalOf(manifest.rows) };
    },
    async experts(exported) {
      // Nothing was written then, so there is no folder to read.
      if (exported.rows === 0) return [];
      const prepared = await prepareAll(context, configFile, exported);
      return prepared.map(({ request }) => request.expert.expert);
    },
    async train(expert, exported) {
      const all = await prepareAll(context, configFile, exported);
      const found = all.find(({ request }) => request.expert.expert === expert);
      if (found === undefined) {
        throw new UsageError(`${expert} is in no configuration`, `Add it to ${configFile}.`);
      }
      return trainOne(context, found);
    },
  };
}

interface Prepared {
  training: PreparedTraining;
  request: TrainingRequest;
}

/** Experts of the configuration that the data set has something for. */
async function prepareAll(
  { settings }: RetrainContext,
  configFile: string,
  exported: RetrainExport,
): Promise<Prepared[]> {
  const config = loadTrainingConfig(configFile);
  const requestOf = (expert: ExpertTraining): TrainingRequest => ({
    expert,
    configSha256: config.sha256,
    exported: exported.folder,
    out: join(settings.dataFolder, "adapters"),
    launch: { ...oneProcess, isCpu: !hasGpu() },
    resume: true,
    now: new Date(),
  });
  const prepared: Prepared[] = [];
  for (const expert of config.experts) {
    const request = requestOf(expert);
    const training = await prepareTraining(request);
    if (training.plan.steps.length > 0) prepared.push({ training, request });
  }
  return prepared;
}

async function trainOne(context: RetrainContext, { training, request }: Prepared) {
  const { database, onText, signal } = context;
  const { expert } = request.expert;
  const live = await liveAdapter(database, expert);
  const { name, folder, verdict } = await trainPrepared(training, request, {
    venv: defaultVenv(readEnvironment()),
    environment: readEnvironment(),
    gitCommit: null,
    // What it would replace is what it has to be better than.
    baseline: live?.path ?? null,
    onText,
    onStep: ({ settings, data }) =>
      onText(`${training.name}: ${settings.method} on ${data.rows.train} examples`),
    onProgress: () => {},
    signal,
  });
  return { name, folder, isBetter: verdict.decision === "prefer", reason: verdict.reason };
}

function totalOf(rows: unknown): number {
  if (typeof rows === "number") return rows;
  if (typeof rows !== "object" || rows === null) return 0;
  return Object.values(rows).reduce((sum: number, each) => sum + totalOf(each), 0);
}
