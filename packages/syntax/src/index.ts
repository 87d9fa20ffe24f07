export { chunkPlainText, type PlainFile } from "./chunk-plain-text.ts";
export { countSyntaxErrors } from "./count-syntax-errors.ts";
export { enclosingDefinition } from "./enclosing-definition.ts";
export { languageOf } from "./language-of.ts";
export * from "./model.ts";
export { readSyntax, type SourceFile } from "./read-syntax.ts";
export { loadRules } from "./rules/load-rules.ts";
export type { Rule, RuleSet } from "./rules/rule-set.ts";
export { type ScanOptions, scanRules } from "./rules/scan-rules.ts";
