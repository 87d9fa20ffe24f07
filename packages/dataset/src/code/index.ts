export { extractCode } from "./extract-code.ts";
export { permissiveLicences } from "./licence.ts";
export type { CodeFile, CodeOptions, CodeSource, SyntheticDocumentation } from "./model.ts";
export { leastTokens, NearDuplicates } from "./near-duplicates.ts";
export { type PathRules, pathRulesOf } from "./path-rules.ts";
export { type CodeFilter, type CodeReason, codeReasons } from "./refusal.ts";
export { splitOfFile } from "./split-of-file.ts";
