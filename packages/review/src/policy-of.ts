import type { RepositoryConfig } from "@devflow/config";
import type { ReviewPolicy } from "./model.ts";
import { pathMatcher } from "./scope/excluded-path.ts";

/** The pipeline's part of a repository's configuration. */
export function policyOf({ review, rules }: RepositoryConfig): ReviewPolicy {
  const isIgnored = pathMatcher(review.ignorePaths);
  const everywhere = {
    minimumSeverity: review.minimumSeverity,
    minimumConfidence: review.minimumConfidence,
    disabledRules: new Set(rules.disabled),
    disabledCategories: new Set(
      Object.entries(review.categories).flatMap(([name, isOn]) => (isOn ? [] : [name])),
    ),
    instructions: review.instructions,
  };
  return {
    forPath: (path) => ({ ...everywhere, isIgnored: isIgnored(path) }),
    maxFindings: review.maxFindings,
    passes: review.passes,
    language: review.language,
    conventions: [],
  };
}
