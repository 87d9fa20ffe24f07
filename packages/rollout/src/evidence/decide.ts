/**
 * What to do about a rollout, from what was measured.
 *
 * Properties wanted: one may look every hour and act at the first look that says so; a worse
 * expert is not promoted, an equal one is not rolled back, each with a stated chance; what is
 * plainly broken goes back at once, without statistics.
 * Design: three questions by always-valid intervals ({@link alwaysValidInterval}), each within
 * repositories ({@link differenceWithin}): the addressed rate (of final outcomes), the unwanted
 * rate (of all posted findings, known early), and comments a review. Harm: an interval that is
 * wholly on the bad side; the error `alpha` is shared by the three. Promotion: the addressed rate's
 * interval is wholly above minus the margin, with a minimum sample.
 *
 * Measured (`test/error-rates.slow.test.ts`): 300 canaries each, a look after each of up to 600 pull
 * requests, four repositories whose addressed rates lie between 0.3 and 0.8, likeness of findings of
 * one pull request 0.2, `alpha` 0.05, margin 0.1. A candidate that is worse by just the margin is
 * promoted in 1.7 % (allowed 5), worse by 15 points in 0 %. An equal one is rolled back in 0 %, with one
 * repository or a short history in 1 % (allowed 5). What is found: worse by 15 points is rolled back in 93 %,
 * by 20 in 99.7 %; an equal one is promoted in 67 %, one better by 10 points in 100 %.
 * Not covered: a change of the team's habits at the very time of the rollout counts for or against
 * the candidate, since each repository is compared with its own past. A repository without a past says
 * nothing, and a canary of such ones only waits for a person.
 */
import { alwaysValidInterval, type Interval } from "./always-valid-interval.ts";
import { brokenBy } from "./broken-by.ts";
import { decideShadow } from "./decide-shadow.ts";
import { type Difference, differenceWithin } from "./difference.ts";
import type { ArmEvidence, Evidence, Failures, RepositoryEvidence } from "./model.ts";
import type { RolloutPlan } from "./plan.ts";
import { sumOf } from "./ratio.ts";

/** `ask`: nothing is sure after the longest time, a person decides. */
export type Step = "wait" | "advance" | "roll_back" | "ask";

export interface Measure {
  estimate: number;
  interval: Interval;
  /** Repositories that saw both. */
  repositories: number;
}

export interface Decision {
  step: Step;
  /** In words for people, the deciding one first. */
  reasons: string[];
  /** Candidate less baseline. Null: no repository has seen both. */
  addressed: Measure | null;
  unwanted: Measure | null;
  comments: Measure | null;
}

export function decide(evidence: Evidence, plan: RolloutPlan): Decision {
  const { stage } = evidence;
  if (stage === "shadow") return decideShadow(evidence, plan);
  const measures = measure(evidence.repositories, plan);
  const say = (step: Step, ...reasons: string[]): Decision => ({ step, reasons, ...measures });
  if (stage !== "canary" && stage !== "all") return say("wait", "it has ended");
  const harm = [...brokenBy(evidence.candidate, plan), ...harmBy(evidence, measures, plan)];
  if (harm.length > 0) return say("roll_back", ...harm);
  const missing = missingFor(stage, evidence, measures, plan);
  if (missing.length === 0) return say("advance", promotionReason(stage, measures.addressed, plan));
  const isOverdue = evidence.stageDays >= plan.mostDays;
  return isOverdue
    ? say("ask", `not sure after ${plan.mostDays} days`, ...missing)
    : say("wait", ...missing);
}

type Measures = Pick<Decision, "addressed" | "unwanted" | "comments">;

function measure(repositories: readonly RepositoryEvidence[], plan: RolloutPlan): Measures {
  const strata = (pick: keyof Omit<ArmEvidence, "reviews">) =>
    repositories.map(({ candidate, baseline }) => ({
      candidate: candidate[pick],
      baseline: baseline[pick],
    }));
  const perReview = commentsPerReview(repositories);
  const harmAlpha = plan.alpha / 3;
  return {
    // Promotion asks at `alpha`, harm at a third of it: the interval shown is promotion's.
    addressed: measured(differenceWithin(strata("addressed"), "share"), plan.alpha, plan.scale),
    unwanted: measured(differenceWithin(strata("unwanted"), "share"), harmAlpha, plan.scale),
    comments: measured(differenceWithin(strata("comments"), "count"), harmAlpha, perReview),
  };
}

/** A baseline that almost never says anything makes nothing noise by itself. */
const leastCommentsPerReview = 0.5;

function commentsPerReview(repositories: readonly RepositoryEvidence[]): number {
  const usual = sumOf(repositories.map(({ baseline }) => baseline.comments));
  return usual.n === 0 ? 1 : Math.max(usual.x / usual.n, leastCommentsPerReview);
}

/** So many comments a review more than the baseline's are noise. */
function noiseBound(repositories: readonly RepositoryEvidence[], plan: RolloutPlan): number {
  return (plan.mostNoise - 1) * commentsPerReview(repositories);
}

function measured(difference: Difference | null, alpha: number, scale: number): Measure | null {
  if (difference === null) return null;
  const interval = alwaysValidInterval(difference, { alpha, scale });
  return { estimate: difference.estimate, interval, repositories: difference.strata };
}

/** Of the candidate, where the baseline has reviewed too: what is not compared makes no sample larger. */
function reviewsIn(repositories: readonly RepositoryEvidence[]): number {
  return repositories
    .filter(({ baseline }) => baseline.reviews > 0)
    .reduce((sum, { candidate }) => sum + candidate.reviews, 0);
}

function harmBy(evidence: Evidence, measures: Measures, plan: RolloutPlan): string[] {
  const { repositories } = evidence;
  if (reviewsIn(repositories) < plan.leastForHarm) return [];
  const reasons: string[] = [];
  const strata = repositories.map(({ candidate, baseline }) => ({
    candidate: candidate.addressed,
    baseline: baseline.addressed,
  }));
  const harmOf = { alpha: plan.alpha / 3, scale: plan.scale };
  const addressed = measured(differenceWithin(strata, "share"), harmOf.alpha, harmOf.scale);
  if (addressed !== null && addressed.interval.upper < 0) {
    reasons.push(`fewer findings are addressed: ${inPoints(addressed)}`);
  }
  const { unwanted, comments } = measures;
  if (unwanted !== null && unwanted.interval.lower > 0) {
    reasons.push(`more findings are unwanted: ${inPoints(unwanted)}`);
  }
  if (comments !== null && comments.interval.lower > noiseBound(repositories, plan)) {
    const usual = commentsPerReview(repositories).toFixed(1);
    reasons.push(
      `${comments.estimate.toFixed(1)} more comments a review than about ${usual} of the baseline`,
    );
  }
  return reasons;
}

function missingFor(
  stage: "canary" | "all",
  { repositories, stageDays, candidate, baseline }: Evidence,
  { addressed, comments }: Measures,
  plan: RolloutPlan,
): string[] {
  const reviews = reviewsIn(repositories);
  const compared = repositories.filter(({ baseline }) => baseline.addressed.n > 0);
  const final = sumOf(compared.map((each) => each.candidate.addressed)).n;
  const least = plan.mustBeBetter ? 0 : -plan.margin[stage];
  const missing: string[] = [];
  if (reviews < plan.leastReviews[stage]) {
    missing.push(`${reviews} of ${plan.leastReviews[stage]} reviews where both have reviewed`);
  }
  if (final < plan.leastFinal[stage]) {
    missing.push(
      `${final} of ${plan.leastFinal[stage]} findings of pull requests that ended within ${plan.endedWithinDays} days and are old enough`,
    );
  }
  if (stageDays < plan.leastDays[stage]) {
    missing.push(`${Math.floor(stageDays)} of ${plan.leastDays[stage]} days`);
  }
  if (addressed === null) missing.push("no repository has outcomes of both experts yet");
  else if (addressed.interval.lower <= least) {
    missing.push(
      `the addressed rate may still be lower by ${points(-addressed.interval.lower)} points; ${points(-least)} are allowed`,
    );
  }
  if (comments !== null && comments.estimate > noiseBound(repositories, plan)) {
    missing.push(
      `it posts ${comments.estimate.toFixed(1)} more comments a review than the baseline`,
    );
  }
  if (isSlow(candidate, baseline, plan))
    missing.push(`it takes more than ${plan.mostDuration} times as long`);
  return missing;
}

function isSlow(candidate: Failures, baseline: Failures, plan: RolloutPlan): boolean {
  const { meanDurationMs } = baseline;
  if (meanDurationMs === null || candidate.meanDurationMs === null) return false;
  return candidate.meanDurationMs > plan.mostDuration * Math.max(meanDurationMs, 1_000);
}

function promotionReason(
  stage: "canary" | "all",
  addressed: Measure | null,
  plan: RolloutPlan,
): string {
  if (addressed === null) return "";
  const { lower } = addressed.interval;
  const isBetter = lower > 0;
  const bound = isBetter ? "higher" : `not lower by ${points(plan.margin[stage])} points`;
  return `the addressed rate is surely ${bound}: ${inPoints(addressed)}`;
}

function inPoints({ estimate, interval }: Measure): string {
  return `${points(estimate)} points (${points(interval.lower)} to ${points(interval.upper)})`;
}

function points(rate: number): string {
  return (100 * rate).toFixed(1);
}
