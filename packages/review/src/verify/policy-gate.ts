import type { Filtered } from "../filter/apply-filter.ts";
import type { ReviewPolicy } from "../model.ts";
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
    // A credential is of `security`, and whoever switches that off means opinions, not keys.
    if (wanted.disabledCategories.has(category) && !source.startsWith("secret:")) {
      return { ...drop, reason: "its category is switched off", detail: category };
    }
    return isAtLeast(severity, wanted.minimumSeverity)
      ? standing
      : { ...drop, reason: "below the minimum severity", detail: wanted.minimumSeverity };
  };
}

/** The minimum confidence that adds nothing to the filter. */
const FILTERS_OWN_BOUND = 0.5;

/**
 * The gate `policy`, second time: by the filter's estimate, seen from its own threshold, or by the
 * confidence where there is no filter. Null when the finding passes. A team that acts on two
 * findings of five has no estimate above a half for most of what it wants to read: so 0.5 means the
 * filter's own bound, and more or less of it is stricter or no bound beside it. What the filter lets
 * through against its own estimate passes its own bound too, and a credential passes any.
 *
 * @param threshold the filter's; null without one
 */
export function belowMinimumConfidence(
  { finding, isExempt }: Pick<Filtered, "finding" | "isExempt">,
  policy: ReviewPolicy,
  threshold: number | null,
): Drop | null {
  const { minimumConfidence } = policy.forPath(finding.path);
  if (finding.source.startsWith("secret:")) return null;
  if (isExempt && minimumConfidence <= FILTERS_OWN_BOUND) return null;
  const { score, confidence } = finding;
  const seen = score === null || threshold === null ? confidence : relativeTo(threshold, score);
  if (seen >= minimumConfidence) return null;
  const detail = String(minimumConfidence);
  return { stage: "policy", reason: "below the minimum confidence", detail };
}

/** The estimate with its log-odds counted from the threshold's, which becomes 0.5. */
function relativeTo(threshold: number, estimate: number): number {
  const above = estimate * (1 - threshold);
  const below = (1 - estimate) * threshold;
  return above + below === 0 ? estimate : above / (above + below);
}
