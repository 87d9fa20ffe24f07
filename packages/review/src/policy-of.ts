import type { RepositoryConfig } from "@devflow/config";
import type { ReviewPolicy } from "./model.ts";

/** The pipeline's part of a repository's configuration. */
export function policyOf({ review, rules }: RepositoryConfig): ReviewPolicy {
  const { minimumSeverity, maxFindings, ignorePaths, instructions } = review;
  return { minimumSeverity, maxFindings, ignorePaths, instructions, disabledRules: rules.disabled };
}
