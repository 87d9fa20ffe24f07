import type { RolloutStage } from "../model.ts";
import type { Ratio } from "./ratio.ts";

/** What one expert's reviews of one repository came to. */
export interface ArmEvidence {
  reviews: number;
  /**
   * Findings that people did something about, of those whose outcome is final and as old as the plan
   * wants them: of both experts the same kind of pull requests.
   */
  addressed: Ratio;
  /**
   * Findings that people did not want, of all that were posted: known early. The younger expert's are
   * too few by that, so this finds harm late rather than wrongly, and nothing is promoted by it.
   */
  unwanted: Ratio;
  /** Findings posted, a review. */
  comments: Ratio;
}

export interface RepositoryEvidence {
  repositoryId: number;
  candidate: ArmEvidence;
  baseline: ArmEvidence;
}

/** What can go wrong with a model server. */
export interface Failures {
  /** Reviews that were given to it. */
  attempts: number;
  /** It could not be loaded or gave no answer, so another one reviewed, or nobody. */
  failures: number;
  /** Reviews in which an answer could not be read. */
  unreadable: number;
  meanDurationMs: number | null;
}

/** What the drafts in the shadow came to, beside what was posted on the same changes. */
export interface ShadowEvidence {
  attempts: number;
  failures: number;
  /** A review each. */
  posted: Ratio;
  drafted: Ratio;
  /** Findings of both. */
  agreed: number;
  extra: number;
  dropped: number;
  /** Of posted ones that people wanted, or not: how many the shadow has too. */
  wanted: { posted: number; kept: number };
  unwanted: { posted: number; kept: number };
}

/** Everything that a decision is made from. */
export interface Evidence {
  stage: RolloutStage;
  /** Days in this stage. */
  stageDays: number;
  repositories: readonly RepositoryEvidence[];
  candidate: Failures;
  baseline: Failures;
  shadow: ShadowEvidence;
}
