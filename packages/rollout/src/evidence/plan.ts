/** The rules of a rollout. All rates are 0..1. */
export interface RolloutPlan {
  /** Of a wrong end of an interval, over all looks of one question. */
  alpha: number;
  /** The difference of rates that the test is tuned to find soonest. */
  scale: number;
  /** Promotion: the addressed rate is surely not lower by more than this. */
  margin: { canary: number; all: number };
  /** Promotion only when the addressed rate is surely higher. */
  mustBeBetter: boolean;
  /**
   * Both experts are compared at the same age: findings of pull requests that ended within so many
   * days of their first review. Else the candidate's would be those of quick pull requests only.
   */
  endedWithinDays: number;
  /** Days after that until their outcomes are final and were read: nothing younger counts. */
  settledAfterDays: number;
  /** Findings of the candidate with a final outcome, and its reviews, before anything is promoted. */
  leastFinal: { canary: number; all: number };
  leastReviews: { shadow: number; canary: number; all: number };
  /** Reviews before harm is looked for: below that, single hits decide. */
  leastForHarm: number;
  leastDays: { shadow: number; canary: number; all: number };
  /** Nothing is sure after so many days: a person decides. */
  mostDays: number;
  /** Share of reviews that failed or were unreadable, from so many such reviews on. */
  mostFailures: number;
  leastFailures: number;
  /** Comments a review, as a multiple of the baseline's. */
  mostNoise: number;
  /** Times as long as the baseline. */
  mostDuration: number;
  /** Of what people wanted of the baseline's findings, the share that the shadow has to have. */
  leastWantedKept: number;
}

export const defaultPlan: RolloutPlan = {
  alpha: 0.05,
  scale: 0.1,
  margin: { canary: 0.1, all: 0.05 },
  mustBeBetter: false,
  endedWithinDays: 7,
  settledAfterDays: 4,
  leastFinal: { canary: 100, all: 300 },
  leastReviews: { shadow: 20, canary: 30, all: 100 },
  leastForHarm: 10,
  // So that pull requests of the stage itself are old enough to count.
  leastDays: { shadow: 1, canary: 14, all: 14 },
  mostDays: 60,
  mostFailures: 0.2,
  leastFailures: 3,
  mostNoise: 2,
  mostDuration: 3,
  leastWantedKept: 0.5,
};
