export { addedLines } from "./added-lines.ts";
export { compareSides, type PairedDifference, type PairedMeasure } from "./compare-sides.ts";
export { FixSearch } from "./fix-search.ts";
export {
  type FollowedFiles,
  type FollowedLine,
  followLines,
  type Touched,
} from "./follow-lines.ts";
export { isFix } from "./is-fix.ts";
export { isSamePlace } from "./match.ts";
export { type Agreements, isClean, measureSide, type SideMeasures } from "./measure-side.ts";
export type * from "./model.ts";
export { type LandedCommit, pullOfCommit } from "./pull-of-commit.ts";
export { notReplayedSchema, replaySchema } from "./replay-schema.ts";
export { renderHtml } from "./report/html/render-html.ts";
export { renderMarkdown } from "./report/render-markdown.ts";
export { renderText } from "./report/render-text.ts";
export { toDocument } from "./report/to-document.ts";
