export { filesForExpert } from "./context/files-for-expert.ts";
export * from "./model.ts";
export { policyOf } from "./policy-of.ts";
export { renderComment } from "./render/render-comment.ts";
export {
  expertLine,
  renderHeadline,
  renderSummary,
  type SummaryInput,
} from "./render/render-summary.ts";
export { safeInline, safeMarkdown } from "./render/safe-markdown.ts";
export { type ReviewRequest, reviewChange } from "./review-change.ts";
export { bySeverity, isAtLeast, severities, severityRank } from "./settle/severity-order.ts";
export type { BaseFile, BaseFiles, BaseListing } from "./team/base-files.ts";
export { policyForChange } from "./team/policy-for-change.ts";
export { readTeamSettings, type TeamSettings } from "./team/read-team-settings.ts";
