import { alwaysValidInterval } from "./always-valid-interval.ts";
import { brokenBy } from "./broken-by.ts";
import type { Decision, Step } from "./decide.ts";
import type { Evidence, ShadowEvidence } from "./model.ts";
import type { RolloutPlan } from "./plan.ts";
import { emptyRatio, varianceOf } from "./ratio.ts";

/** Posted findings that people wanted, from which on it matters how many the shadow misses. */
const leastWanted = 10;

/**
 * The shadow shows what is broken and what is noise. Nobody reads its drafts, so nothing is said
 * here about being better: that is the canary's.
 */
export function decideShadow({ shadow, stageDays }: Evidence, plan: RolloutPlan): Decision {
  const say = (step: Step, ...reasons: string[]): Decision => ({
    step,
    reasons,
    addressed: null,
    unwanted: null,
    comments: null,
  });
  const { attempts, failures, wanted } = shadow;
  const harm = [...brokenBy({ attempts, failures, unreadable: 0 }, plan), ...noiseOf(shadow, plan)];
  const misses = `it has ${wanted.kept} of ${wanted.posted} findings that people wanted`;
  const isMissing = wanted.kept < plan.leastWantedKept * wanted.posted;
  if (wanted.posted >= leastWanted && surelyKept(wanted, plan) < plan.leastWantedKept) {
    harm.push(misses);
  }
  if (harm.length > 0) return say("roll_back", ...harm);
  const compared = attempts - failures;
  const missing = [
    ...(compared < plan.leastReviews.shadow
      ? [`${compared} of ${plan.leastReviews.shadow} reviews compared`]
      : []),
    ...(stageDays < plan.leastDays.shadow
      ? [`${Math.floor(stageDays)} of ${plan.leastDays.shadow} days`]
      : []),
    ...(wanted.posted >= leastWanted && isMissing ? [misses] : []),
  ];
  if (missing.length === 0)
    return say("advance", `${compared} reviews compared, nothing against it`);
  const isOverdue = stageDays >= plan.mostDays;
  return isOverdue
    ? say("ask", `not sure after ${plan.mostDays} days`, ...missing)
    : say("wait", ...missing);
}

/** The share of wanted findings that it has at most, at every look: the expert's own words vary, too. */
function surelyKept({ posted, kept }: ShadowEvidence["wanted"], { alpha, scale }: RolloutPlan) {
  const ratio = { ...emptyRatio, n: posted, x: kept };
  const variance = varianceOf(ratio, "share");
  return alwaysValidInterval({ estimate: kept / posted, variance }, { alpha, scale }).upper;
}

/** Drafts and posted findings are of the same changes: what it has more of is its own doing. */
function noiseOf(
  { posted, drafted, attempts, failures }: ShadowEvidence,
  plan: RolloutPlan,
): string[] {
  if (attempts - failures < plan.leastForHarm || posted.n === 0 || drafted.n === 0) return [];
  const usual = posted.x / posted.n;
  const estimate = drafted.x / drafted.n - usual;
  const variance = varianceOf(drafted, "count") + varianceOf(posted, "count");
  const scale = Math.max(usual, 0.5);
  const { lower } = alwaysValidInterval({ estimate, variance }, { alpha: plan.alpha, scale });
  if (lower <= (plan.mostNoise - 1) * scale) return [];
  return [
    `${estimate.toFixed(1)} more findings a review than the ${usual.toFixed(1)} that are posted`,
  ];
}
