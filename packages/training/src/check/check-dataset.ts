import { type Concern, type ExpertTraining, isLabelled, type StepSettings } from "../model.ts";
import type { DatasetFacts } from "./read-dataset.ts";
import type { TokenLengths } from "./read-manifest.ts";

/** Of one label at least this share, or KTO mostly learns to say the other. TRL asks for 1:1 to 4:3. */
const leastShareOfLabel = 0.1;
/** A step on fewer examples learns them by heart. */
const fewExamples = 50;

/** Traps that only the examples tell of. `lengths` are null where the manifest has none. */
export function checkDataset(
  expert: ExpertTraining,
  step: StepSettings,
  data: DatasetFacts,
  lengths: TokenLengths | null,
): Concern[] {
  const key = `${expert.key}.${step.method}`;
  const { train, validation, test } = data.rows;
  const concerns: Concern[] = [];
  const warn = (message: string) => concerns.push({ level: "warning", key, message });
  const hasLabels = isLabelled(step.method);
  if (hasLabels && (data.wanted === 0 || data.unwanted === 0)) {
    const missing = data.wanted === 0 ? "wanted" : "unwanted";
    const message = `has no ${missing} answer in ${data.folder}/train.jsonl; KTO needs both (label true and false)`;
    concerns.push({ level: "error", key, message });
  } else if (hasLabels) {
    const least = Math.min(data.wanted, data.unwanted) / train;
    if (least < leastShareOfLabel) {
      const weights = "desirable_weight and undesirable_weight can put that right";
      warn(`has ${data.wanted} wanted and ${data.unwanted} unwanted answers; ${weights}`);
    }
  }
  if (hasLabels && train < step.batchSize) {
    const message = `has ${train} examples, fewer than one batch of ${step.batchSize}`;
    concerns.push({ level: "error", key, message });
  }
  if (train < fewExamples) warn(`has ${train} examples: few enough to be learnt by heart`);
  if (validation === 0) warn("has no validation examples: its loss is not watched");
  if (test === 0) warn("has no test examples: nothing will show whether it is better");
  const cut = lengths === null ? null : cutShare(lengths, expert.maxLength);
  if (cut !== null) {
    warn(
      `has ${cut} of its examples longer than max_length ${expert.maxLength} (the longest has ${lengths?.max} tokens): their answers are cut, or they are dropped without a word`,
    );
  }
  return concerns;
}

/** Which share is longer, as far as the quantiles tell; null: less than one in a hundred. */
function cutShare({ p50, p90, p99 }: TokenLengths, maxLength: number): string | null {
  if (p50 > maxLength) return "at least 50 %";
  if (p90 > maxLength) return "at least 10 %";
  return p99 > maxLength ? "at least 1 %" : null;
}
