import type { Finding, ReviewPolicy } from "../model.ts";
import { isAtLeast } from "../settle/severity-order.ts";
import type { Drop } from "./stages.ts";
import type { Gate } from "./standing.ts";

/** The gate `policy`, first time: what the team does not want to read about this path at all. */
export function policyGate(policy: ReviewPolicy): Gate {
  return async (standing) => {
    const { path, severity, category, source } = standing.candidate;
    const wanted = policy.forPath(path);
    const drop = { stage: "policy", detail: "" } as const;
    if (source.startsWith("rule:") && wanted.disabledRules.has(source.slice("rule:".length))) {
      return { ...drop, reason: "its rule is switched off" };
    }
    if (wanted.disabledCategories.has(category)) {
      return { ...drop, reason: "its category is switched off", detail: category };
    }
    return isAtLeast(severity, wanted.minimumSeverity)
      ? standing
      : { ...drop, reason: "below the minimum severity", detail: wanted.minimumSeverity };
  };
}

/**
 * The gate `policy`, second time: by the filter's score, or by the confidence where there is no
 * filter. Null when the finding passes.
 */
export function belowMinimumConfidence(finding: Finding, policy: ReviewPolicy): Drop | null {
  const { minimumConfidence } = policy.forPath(finding.path);
  if ((finding.score ?? finding.confidence) >= minimumConfidence) return null;
  const detail = String(minimumConfidence);
  return { stage: "policy", reason: "below the minimum confidence", detail };
}
