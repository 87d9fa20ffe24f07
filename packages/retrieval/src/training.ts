/** What training/embedder needs to make its texts exactly as the index does. */
export { contentSkipReason } from "./indexing/content-skip-reason.ts";
export { pathSkipReason } from "./indexing/path-skip-reason.ts";
export { isTestPath } from "./text/path-kind.ts";
export { pathText } from "./text/path-words.ts";
export { embeddingText } from "./vectors/embedding-text.ts";
export { splitWords } from "./vectors/static-tokenizer.ts";
