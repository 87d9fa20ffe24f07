import { createHash } from "node:crypto";
import { isAbsolute, join } from "node:path";
import { checkBase } from "../check/check-base.ts";
import { checkDataset } from "../check/check-dataset.ts";
import { checkTraining } from "../check/check-training.ts";
import { type DatasetFacts, readDataset } from "../check/read-dataset.ts";
import { type ExportManifest, lengthsOf, readManifest } from "../check/read-manifest.ts";
import { compileStep, describeStep, type TrlConfig } from "../compile/compile-step.ts";
import { type Launch, launchCommand } from "../compile/launch-command.ts";
import { toTrlYaml } from "../compile/to-trl-yaml.ts";
import { type Concern, type ExpertTraining, type StepSettings, trlCommands } from "../model.ts";
import { stepScript } from "../training-folder.ts";

/** One step, ready to be run in a folder. */
export interface PlannedStep {
  settings: StepSettings;
  data: DatasetFacts;
  /** For example `1-sft`; the YAML is `1-sft.yaml`, its output is beside it. */
  name: string;
  config: TrlConfig;
  yaml: string;
  /** What starts it, with names of the environment's programs. */
  command: readonly string[];
}

export interface TrainingPlan {
  expert: ExpertTraining;
  manifest: ExportManifest;
  launch: Launch;
  steps: readonly PlannedStep[];
  concerns: readonly Concern[];
  /** The same for the same settings and data: what may be resumed. */
  fingerprint: string;
}

/**
 * Everything that a training of one expert will do, and what is wrong with it. Methods of which the
 * export has no rows are left out with a warning. Raises UsageError when the folder is no export.
 *
 * @param folderOf where a training writes, asked once the fingerprint is known
 */
export async function planTraining(
  expert: ExpertTraining,
  exported: string,
  launch: Launch,
  folderOf: (fingerprint: string) => string,
): Promise<TrainingPlan> {
  const manifest = await readManifest(exported);
  const place = isAbsolute(expert.dataset) ? expert.dataset : join(exported, expert.dataset);
  const concerns = checkTraining(expert, launch.isCpu);
  const found: { settings: StepSettings; data: DatasetFacts }[] = [];
  for (const settings of expert.steps) {
    const data = await readDataset(place, settings.method);
    if (data === null) {
      const message = `is left out: ${join(place, settings.method)} has no rows in train.jsonl`;
      concerns.push({ level: "warning", key: `${expert.key}.${settings.method}`, message });
      continue;
    }
    const lengths = lengthsOf(manifest, expert.dataset, settings.method);
    concerns.push(...checkDataset(expert, settings, data, lengths));
    found.push({ settings, data });
  }
  const hasConversations = found.some(({ data }) => data.isConversation);
  concerns.push(...checkBase(expert, hasConversations));
  if (found.length === 0) {
    const methods = expert.steps.map(({ method }) => method).join(", ");
    const message = `has no examples in ${place} for ${methods}: nothing to train on`;
    concerns.push({ level: "error", key: expert.key, message });
  }
  const fingerprint = fingerprintOf(expert, manifest, launch);
  const folder = folderOf(fingerprint);
  const steps = found.map(({ settings, data }, index) =>
    planStep(expert, settings, data, { folder, index, launch, before: found[index - 1]?.settings }),
  );
  return { expert, manifest, launch, steps, concerns, fingerprint };
}

interface StepContext {
  folder: string;
  index: number;
  launch: Launch;
  before: StepSettings | undefined;
}

const stepName = (index: number, { method }: StepSettings) => `${index + 1}-${method}`;

function planStep(
  expert: ExpertTraining,
  settings: StepSettings,
  data: DatasetFacts,
  { folder, index, launch, before }: StepContext,
): PlannedStep {
  const name = stepName(index, settings);
  const config = compileStep(expert, settings, {
    dataset: data.folder,
    hasValidation: data.rows.validation > 0,
    outputDir: join(folder, name),
    isCpu: launch.isCpu,
  });
  const continued =
    before === undefined ? [] : ["--adapter", join(folder, stepName(index - 1, before))];
  const args = [
    trlCommands[settings.method],
    "--config",
    join(folder, `${name}.yaml`),
    ...continued,
  ];
  return {
    settings,
    data,
    name,
    config,
    yaml: toTrlYaml(config, describeStep(expert, settings)),
    command: launchCommand(launch, stepScript, args),
  };
}

function fingerprintOf(expert: ExpertTraining, manifest: ExportManifest, launch: Launch): string {
  const parts = { expert, data: manifest.sha256, isCpu: launch.isCpu };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
