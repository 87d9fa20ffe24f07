export { backfillRepository } from "./backfill-repository.ts";
export { type FollowOutcome, followReviewed } from "./follow-reviewed.ts";
export { type BackfillStatus, listBackfills } from "./list-backfills.ts";
export { type HumanComment, readCommentsOf } from "./read-comments-of.ts";
export {
  type PastPull,
  type PastPullsWanted,
  type PastPullWithComments,
  readHumanComments,
  readPastPulls,
} from "./read-past-pulls.ts";
export { rememberFromGitHub } from "./remember-from-github.ts";
export {
  type BackfilledRepository,
  type BackfillOptions,
  type BackfillOutcome,
  type BackfillProgress,
  runBackfill,
} from "./run-backfill.ts";
export type { Wait } from "./wait-for-budget.ts";
