export {
  type HumanComment,
  type PastPull,
  type PastPullsWanted,
  type PastPullWithComments,
  readHumanComments,
  readPastPulls,
} from "./read-past-pulls.ts";
