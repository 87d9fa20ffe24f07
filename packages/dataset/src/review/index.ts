export {
  type CommentJudge,
  type CommentSettings,
  type CommentsSeen,
  exampleOfComment,
} from "./comment-examples.ts";
export {
  type DraftSettings,
  type DraftsSeen,
  examplesOfDraft,
  notFinalYet,
} from "./draft-examples.ts";
export {
  commentFilters,
  readComment,
  refuseComment,
  wordFilters,
} from "./filters/index.ts";
export { judgeByExpert } from "./judge-comments.ts";
export type { CommentedPull, JudgedFinding, PersonComment, ReviewedDraft } from "./model.ts";
export { pairsOfPull } from "./pairs.ts";
export { Cap, unitOf } from "./sampling.ts";
export { type CommentGrade, isReadBack } from "./to-finding.ts";
