import { resolve } from "node:path";
import { machineUser } from "@devflow/audit";
import type { Settings } from "@devflow/config";
import { defaultRequest, runExport } from "@devflow/indexer/export";
import { type RetrainReport, retrain, retrainPorts } from "@devflow/indexer/retrain";
import { defaultConfigFile, loadTrainingConfig } from "@devflow/training";
import { exitCodes } from "../exit-codes.ts";
import { toJsonText } from "../formats/experts-to-text.ts";
import { withInterrupt } from "../interrupt.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import { quietLogger } from "../local/quiet-logger.ts";
import { withLocalDatabase } from "../local/with-local-index.ts";
import { startProgress } from "../progress.ts";
import { writeOut } from "../write-out.ts";
import type { RetrainOptions } from "./retrain.ts";

/** `devflow retrain`: one round of export, training, evaluation and proposal. */
export async function runRetrain(options: RetrainOptions): Promise<void> {
  const settings = loadCliSettings(options);
  const configFile = resolve(options.config ?? defaultConfigFile);
  if (options.dryRun) return planned(settings, configFile, options);
  const progress = startProgress();
  const report = await withInterrupt((signal) =>
    withLocalDatabase(settings, (database) => {
      const logger = quietLogger(settings);
      const onText = progress.note;
      const ports = retrainPorts({ settings, database, logger, signal, configFile, onText });
      return retrain(database, ports, { actor: machineUser() });
    }),
  ).finally(progress.stop);
  await writeOut(options.json ? toJsonText(report) : reportText(report));
  if (report.adapters.some(({ state }) => state === "failed")) {
    process.exitCode = exitCodes.external;
  }
}

async function planned(settings: Settings, configFile: string, options: RetrainOptions) {
  const progress = startProgress();
  const { manifest } = await withInterrupt((signal) =>
    withLocalDatabase(settings, (database) =>
      runExport(
        {
          ...{ settings, database, signal, logger: quietLogger(settings) },
          onProgress: ({ rows }) => progress.step(`Counting examples: ${rows}`),
        },
        { ...defaultRequest(configFile), isDryRun: true },
      ),
    ),
  ).finally(progress.stop);
  const experts = loadTrainingConfig(configFile).experts.filter(
    ({ expert }) => manifest.experts[expert] !== undefined,
  );
  const plan = {
    rows: manifest.rows,
    experts: experts.map(({ expert, base }) => ({ expert, base })),
  };
  const lines = [
    `1. export   ${JSON.stringify(manifest.rows)} examples to ${settings.dataFolder}/exports`,
    ...experts.map(
      ({ expert, base }, at) => `${at === 0 ? "2. train   " : "           "} ${expert} on ${base}`,
    ),
    "3. evaluate each on its held-out examples, against the live adapter or the base model",
    "4. propose  or refuse each; `devflow experts list` shows them",
    experts.length > 0
      ? "Experts without examples are left out. Nothing was written."
      : "No expert of the configuration has examples yet. Nothing was written.",
  ];
  await writeOut(options.json ? toJsonText(plan) : `${lines.join("\n")}\n`);
}

function reportText({ exported, adapters }: RetrainReport): string {
  const lines = adapters.map(
    ({ expert, name, state, reason }) => `${name ?? expert}: ${state}, ${reason}`,
  );
  const none = ["No expert has enough examples yet."];
  return `Data set ${exported.id}: ${exported.rows} examples.\n${(lines.length > 0 ? lines : none).join("\n")}\n`;
}
