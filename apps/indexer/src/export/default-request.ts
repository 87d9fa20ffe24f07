import { existsSync } from "node:fs";
import { type FimFamily, fimFamilyOf } from "@devflow/expert";
import { defaultConfigFile, type ExpertTraining, loadTrainingConfig } from "@devflow/training";
import type { ExportRequest } from "./run-export.ts";

/** Where the configuration of training says nothing. */
const DEFAULT_MAX_LENGTH = 8_192;
const DEFAULT_FAMILY: FimFamily = "qwen-coder";

/** Everything for every expert, in TRL's format, as the configuration of training wants it cut. */
export function defaultRequest(configFile: string = defaultConfigFile): ExportRequest {
  const experts = existsSync(configFile) ? loadTrainingConfig(configFile).experts : [];
  const lengths = new Map(experts.map(({ expert, maxLength }) => [expert, maxLength]));
  return {
    destination: null,
    formats: ["trl"],
    experts: null,
    repositories: null,
    since: null,
    isNamed: false,
    id: null,
    maxLengthOf: (expert) => lengths.get(expert) ?? DEFAULT_MAX_LENGTH,
    fimFamily: familyOf(experts),
    code: "indexed",
    licences: null,
    synthetic: null,
    isJudged: false,
    isDryRun: false,
  };
}

/** Of the first base model that can fill in the middle. */
function familyOf(experts: readonly ExpertTraining[]): FimFamily {
  for (const { base } of experts) {
    const family = fimFamilyOf(base);
    if (family !== null) return family;
  }
  return DEFAULT_FAMILY;
}
