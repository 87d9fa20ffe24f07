export { ensureLocalRepository } from "./ensure-local-repository.ts";
export type * from "./model.ts";
export { type CodeIndexOptions, openCodeIndex } from "./open-code-index.ts";
export { recordIndexFailure } from "./record-index-failure.ts";
export { removeCodeIndex } from "./remove-code-index.ts";
export { type ReviewComment, storeReviewComments } from "./storage/review-comments.ts";
export type { Embedder, EmbedOptions } from "./vectors/embedder.ts";
export { type OnnxEmbedderOptions, openOnnxEmbedder } from "./vectors/onnx-embedder.ts";
