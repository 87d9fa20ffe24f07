import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import {
  type ConfigurationProblem,
  describeIssues,
  problemsError,
  readYaml,
} from "@devflow/config";
import { coerceError, UsageError } from "@devflow/errors";
import type { TrainingConfig } from "../model.ts";
import { foreignKeys } from "./foreign-keys.ts";
import { toExpertTraining } from "./to-expert-training.ts";
import { trainingSchema } from "./training-schema.ts";

/**
 * Reads `training_config.yaml`. Raises one UsageError with every problem of the file; unknown keys are
 * told with the key that was probably meant, or what old tutorials' keys are called now.
 */
export function loadTrainingConfig(file: string): TrainingConfig {
  const text = readText(file);
  const yaml = readYaml(text);
  const result = trainingSchema.safeParse(yaml.value);
  const problems: ConfigurationProblem[] = [
    ...yaml.problems,
    ...describeIssues(trainingSchema, result.error?.issues ?? [], yaml).map(withForeignKey),
  ];
  const defaults = result.data?.defaults ?? {};
  const models = Object.entries(result.data?.models ?? {});
  for (const [name, model] of models) {
    const path = ["models", name];
    if ((model.base ?? defaults.base) === undefined) {
      const expected = "a folder with a model, or its name on the Hugging Face hub";
      const message = "is missing";
      problems.push({ path: `${path.join(".")}.base`, line: yaml.lineOf(path), message, expected });
    }
  }
  if (problems.length > 0) {
    throw problemsError(
      basename(file),
      problems,
      `Correct ${file}. Every key is explained in training/training_config.yaml.`,
    );
  }
  const { filter, embedder } = result.data ?? {};
  return {
    experts: models.map(([name, model]) => toExpertTraining(name, model, defaults, file)),
    filter: filter === undefined ? null : { repository: filter.repository ?? null },
    embedder:
      embedder === undefined
        ? null
        : {
            sources: (embedder.sources ?? []).map((source) => resolve(dirname(file), source)),
            pairsPerSource: embedder.pairs_per_source ?? 20_000,
            epochs: embedder.epochs ?? 3,
            rate: embedder.rate ?? 0.001,
            batch: embedder.batch ?? 1_024,
          },
    sha256: createHash("sha256").update(text).digest("hex"),
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    throw new UsageError(
      `${file} cannot be read (${coerceError(thrown).message})`,
      "Name your file with --config; training/training_config.yaml of DevFlow is one to begin with.",
      { cause: thrown },
    );
  }
}

function withForeignKey(problem: ConfigurationProblem): ConfigurationProblem {
  const hint = foreignKeys.get(problem.path.split(".").at(-1) ?? "");
  return hint === undefined ? problem : { ...problem, message: `is not known: it ${hint}` };
}
