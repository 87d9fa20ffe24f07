import type { Finding } from "../model.ts";
import { FEATURE_VERSION, featuresOf, vectorOf } from "./features.ts";
import { estimate } from "./logistic-regression.ts";
import type { FilterInUse } from "./model.ts";
import { likenessTo } from "./nearest-outcomes.ts";

export interface Filtered {
  /** With its score and features, where there is a filter. */
  finding: Finding;
  isHeld: boolean;
  /** The estimate would hold it, and it is said all the same. */
  isExempt: boolean;
}

/**
 * Of what a trained filter would hold, one in so many is said all the same, always the same ones: of
 * what nobody hears of, nothing can be learnt, and a team changes its mind.
 */
const exploredShare = 20;

/**
 * Scores findings and says which people would hardly act on. A credential is never held: the cost
 * of one that is overlooked is no matter of a team's habits.
 */
export async function applyFilter(
  findings: readonly Finding[],
  { model, past, embed }: FilterInUse,
): Promise<Filtered[]> {
  if (model === null || model.version !== FEATURE_VERSION) {
    return findings.map((finding) => ({ finding, isHeld: false, isExempt: false }));
  }
  const likeness = await likenessTo(past, findings, embed);
  return findings.map((finding, index) => {
    const near = likeness[index] ?? { actedOn: 0, dismissed: 0 };
    const features = featuresOf(finding, past, near);
    const score = estimate(model, vectorOf(features));
    const isLow = score < model.threshold;
    const mayBeSaid =
      finding.source.startsWith("secret:") || (model.kind === "trained" && isExplored(finding));
    return {
      finding: { ...finding, score, features: { version: FEATURE_VERSION, ...features } },
      isHeld: isLow && !mayBeSaid,
      isExempt: isLow && mayBeSaid,
    };
  });
}

function isExplored({ fingerprint }: Finding): boolean {
  return Number.parseInt(fingerprint.slice(0, 8), 16) % exploredShare === 0;
}
