import { readFile } from "node:fs/promises";
import {
  configFileName,
  describeProblem,
  parseRepositoryConfig,
  type Settings,
} from "@devflow/config";
import { UsageError } from "@devflow/errors";
import type { AskableExpert } from "@devflow/expert";
import type { BacktestOptions } from "../commands/backtest.ts";
import { chooseExpert } from "../local/choose-expert.ts";
import { loadCliSettings } from "../local/cli-settings.ts";
import type { Progress } from "../progress.ts";

/** One side: who reviews, and by which settings. */
export interface Reviewer {
  expert: AskableExpert | null;
  /** Text of the `.devflow.yml` that counts instead of each base's; null: the base's own. */
  config: string | null;
  /** For the report, for example `review-7b, settings of new.yml`. */
  name: string;
  settings: Settings;
}

/** The first side, and the second where one of the `--b-` flags names it. */
export async function chooseReviewers(
  options: BacktestOptions,
  root: string,
  progress: Progress,
): Promise<Reviewer[]> {
  const { expert, model, config, data, bExpert, bModel, bConfig } = options;
  const first = await chooseReviewer({ expert, model, config, data }, root, progress);
  if (bExpert === undefined && bModel === undefined && bConfig === undefined) return [first];
  const other = {
    expert: bExpert ?? expert,
    // Another server need not have the first one's model.
    model: bModel ?? (bExpert === undefined ? model : undefined),
    config: bConfig ?? config,
    data,
  };
  return [first, await chooseReviewer(other, root, progress)];
}

async function chooseReviewer(
  {
    config,
    expert,
    model,
    data,
  }: { [flag in "config" | "expert" | "model" | "data"]: string | undefined },
  root: string,
  progress: Progress,
): Promise<Reviewer> {
  if (model !== undefined && expert === "none") {
    throw new UsageError("a model needs an expert", "Leave the model out, or name an endpoint.");
  }
  const settings = loadCliSettings({
    ...(expert !== undefined && { expert }),
    ...(model !== undefined && { model }),
    ...(data !== undefined && { data }),
  });
  const chosen = await chooseExpert(settings, root, progress);
  const who = chosen === null ? "rules only" : chosen.identity.model;
  return {
    expert: chosen,
    config: config === undefined ? null : await readConfig(config),
    name: config === undefined ? who : `${who}, settings of ${config}`,
    settings,
  };
}

async function readConfig(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read`, "Name a file as .devflow.yml.", { cause });
  });
  const [problem] = parseRepositoryConfig(text, configFileName).problems;
  if (problem !== undefined) {
    throw new UsageError(
      `${path}: ${describeProblem(problem)}`,
      "`devflow config check` explains what a .devflow.yml may hold.",
    );
  }
  return text;
}
