export { type AnchorHints, anchorQuote } from "./anchor-quote.ts";
export {
  checkSuggestion,
  type SuggestionOutcome,
  type SuggestionRequest,
  type TrimmedSuggestion,
} from "./check-suggestion.ts";
export { commentableLines, isCommentable } from "./commentable.ts";
export { countChangedLines } from "./count-changed-lines.ts";
export { decodeUtf8 } from "./decode-utf8.ts";
export { type DiffOutcome, diffTexts } from "./diff-texts.ts";
export * from "./model.ts";
export { type FileMeta, parseFilePatch } from "./parse-file-patch.ts";
export { parseLoneHunk } from "./parse-hunks.ts";
export { parseUnifiedDiff } from "./parse-unified-diff.ts";
export { pathOfDiff } from "./path-of-diff.ts";
export { rebaseSuggestion } from "./rebase-suggestion.ts";
export { renderHunk } from "./render-hunk.ts";
export { splitLines, type TextLine } from "./split-lines.ts";
export { textBefore } from "./text-before.ts";
