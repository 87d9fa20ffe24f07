/** What training needs to read code, and to make its texts, exactly as the index does. */
export { importedNames } from "./context/imported-names.ts";
export { type ImportGraph, isBarrel } from "./context/imports/import-graph.ts";
export { importGraphOfPaths } from "./context/imports/import-graph-of-paths.ts";
export { isProjectFile } from "./context/imports/project-files.ts";
export { isSamePackage, seesOnlyImports } from "./context/same-package.ts";
export { contentSkipReason } from "./indexing/content-skip-reason.ts";
export { pathSkipReason } from "./indexing/path-skip-reason.ts";
export { isTestPath } from "./text/path-kind.ts";
export { pathText } from "./text/path-words.ts";
export { embeddingText } from "./vectors/embedding-text.ts";
export { splitWords } from "./vectors/static-tokenizer.ts";
