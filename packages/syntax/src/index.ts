export { chunkMarkdown, isMarkdownPath } from "./chunk-markdown.ts";
export { chunkPlainText, type PlainFile } from "./chunk-plain-text.ts";
export { countSyntaxErrors } from "./count-syntax-errors.ts";
export { enclosingDefinition } from "./enclosing-definition.ts";
export { findPlainDefinitions, plainLanguageOf } from "./find-plain-definitions.ts";
export { isSameCode } from "./is-same-code.ts";
export { isLanguage, languageOf, languageOfFile } from "./language-of.ts";
export * from "./model.ts";
export { readSyntax, type SourceFile } from "./read-syntax.ts";
export { bundledRules } from "./rules/bundled-rules.ts";
export { isScannable } from "./rules/is-scannable.ts";
export { loadRules } from "./rules/load-rules.ts";
export { mergeRules } from "./rules/merge-rules.ts";
export { type CodeNode, type ParsedCode, parseCode } from "./rules/parse-code.ts";
export {
  parseTeamRules,
  type TeamRuleFile,
  type TeamRuleProblem,
  type TeamRules,
  teamRuleLimits,
} from "./rules/parse-team-rules.ts";
export { type RuleCategory, ruleCategories } from "./rules/rule-categories.ts";
export {
  type RuleLanguage,
  registerRuleLanguages,
  ruleLanguageNames,
  ruleLanguageOf,
} from "./rules/rule-languages.ts";
export type { Rule, RuleSet } from "./rules/rule-set.ts";
export { type ScanOptions, scanRules } from "./rules/scan-rules.ts";
export { type IsSecretFile, SECRET_FILES_VERSION, secretFilesWith } from "./secret-files.ts";
export { firstStatementEnd } from "./structure/first-statement-end.ts";
export type { CodeCut, CodeFunction, CodeStructure, CutKind, TextSpan } from "./structure/model.ts";
export { readStructure } from "./structure/read-structure.ts";
export {
  saysItIsGenerated,
  UNWRITTEN_VERSION,
  type UnwrittenReason,
  unwrittenPathReason,
} from "./unwritten.ts";
