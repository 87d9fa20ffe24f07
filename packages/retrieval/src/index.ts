export type * from "./completion/model.ts";
export {
  type CompletionContextSource,
  openCompletionContext,
} from "./completion/open-completion-context.ts";
export { type ScriptImports, scriptImportsOf } from "./context/imports/script-imports.ts";
export { ensureLocalRepository } from "./ensure-local-repository.ts";
export { listIndexStatuses } from "./list-index-statuses.ts";
export type * from "./model.ts";
export { type CodeIndexOptions, openCodeIndex } from "./open-code-index.ts";
export { recordIndexFailure } from "./record-index-failure.ts";
export { removeCodeIndex } from "./remove-code-index.ts";
export { searchCode } from "./search/search-code.ts";
export type { SearchScope } from "./search/search-scope.ts";
export { readIndexedPaths } from "./storage/indexed-paths.ts";
export { type ReviewComment, storeReviewComments } from "./storage/review-comments.ts";
export { sweepCodeIndexes } from "./sweep-code-indexes.ts";
export { isTestPath } from "./text/path-kind.ts";
export type { Embedder, EmbedOptions } from "./vectors/embedder.ts";
export { type EmbedderChoice, embedderSourceOf } from "./vectors/embedder-choice.ts";
export { type OnnxEmbedderOptions, openOnnxEmbedder } from "./vectors/onnx-embedder.ts";
export { type WatchedEmbedder, watchEmbedder } from "./vectors/watch-embedder.ts";
export { type WatchedIndex, watchIndex } from "./watch-index.ts";
