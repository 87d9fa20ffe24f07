export { filesForExpert } from "./context/files-for-expert.ts";
export type { HunkGroup } from "./context/group-hunks.ts";
export { type PlainPrompt, plainPrompts } from "./context/prompt-inputs.ts";
export type { Window, WordedChange, WordedPolicy } from "./context/token-budget.ts";
export type { RepositoryFiles } from "./draft/calls/repository-files.ts";
export { findSecrets, type SecretHit } from "./draft/find-secrets.ts";
export { type SuspectLines, suspectLines } from "./draft/instructions/suspect-lines.ts";
export * from "./filter/index.ts";
export * from "./model.ts";
export { policyOf } from "./policy-of.ts";
export { holdsCredential } from "./render/mask-secrets.ts";
export {
  type Annotation,
  type CheckRunInput,
  renderAnnotations,
  renderCheckSummary,
} from "./render/render-check-run.ts";
export {
  fixedInOf,
  listLines,
  renderComment,
  renderFixedComment,
  renderOpenComment,
  renderPartlyDoneComment,
  renderSwitchedOffComment,
  renderTitle,
} from "./render/render-comment.ts";
export { type AroundDrafts, type DraftLine, renderDrafts } from "./render/render-drafts.ts";
export {
  renderHeadline,
  renderReviewBody,
  renderSummary,
  type SummaryInput,
} from "./render/render-summary.ts";
export {
  renderStandingLine,
  renderSummaryComment,
  type StandingLine,
  type SummaryCommentInput,
} from "./render/render-summary-comment.ts";
export {
  type SafeMarkdownOptions,
  safeCode,
  safeInline,
  safeMarkdown,
} from "./render/safe-markdown.ts";
export { suggestionBlock } from "./render/suggestion-block.ts";
export { expertLine, failureWords } from "./render/words.ts";
export { type ReviewRequest, reviewChange } from "./review-change.ts";
export {
  harmlessIndex,
  isSecretChange,
  type MayGoAlong,
  mayGoAlong,
  usualSecretFiles,
} from "./scope/may-go-along.ts";
export { type PathPatterns, pathFilter } from "./scope/path-filter.ts";
export { bySeverity, isAtLeast, severities, severityRank } from "./settle/severity-order.ts";
export type { BaseFile, BaseFiles, BaseListing } from "./team/base-files.ts";
export { policyForChange } from "./team/policy-for-change.ts";
export { isSettingsPath, readTeamSettings, type TeamSettings } from "./team/read-team-settings.ts";
export { type Committable, checkCommittable } from "./verify/check-committable.ts";
