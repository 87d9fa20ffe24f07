import { UsageError } from "@devflow/errors";
import type { ExpertTraining, TrainingConfig } from "@devflow/training";

export interface Targets {
  experts: readonly ExpertTraining[];
  filter: boolean;
  embedder: boolean;
}

/** What the words of the command line name; no word is every expert. Raises UsageError for any other. */
export function chooseTargets(words: readonly string[], config: TrainingConfig): Targets {
  const named = (word: string) =>
    config.experts.find(({ key, expert }) => key === word || expert === word);
  const unknown = words.filter((word) => word !== "filter" && word !== "embedder" && !named(word));
  if (unknown.length > 0) {
    const known = config.experts.map(({ key }) => key).join(", ");
    throw new UsageError(
      `the configuration has no ${unknown.join(", ")}`,
      `It has ${known || "no experts"}; filter and embedder can be trained, too.`,
    );
  }
  return {
    experts:
      words.length === 0
        ? config.experts
        : config.experts.filter((one) => words.map(named).includes(one)),
    filter: words.includes("filter"),
    embedder: words.includes("embedder"),
  };
}
