import { parse, type SgNode } from "@ast-grep/napi";
import type { SourceFile } from "../read-syntax.ts";
import { SourceLines, withoutByteOrderMark } from "../source-lines.ts";
import { isScannable } from "./is-scannable.ts";
import { isSuppressed } from "./is-suppressed.ts";
import {
  type RuleLanguage,
  registerRuleLanguages,
  ruleLanguageNames,
  ruleLanguageOf,
} from "./rule-languages.ts";

/** A node of ast-grep's tree, for what a rule's pattern cannot say. */
export type CodeNode = SgNode;

/** A file as rules see it. */
export interface ParsedCode {
  language: RuleLanguage;
  root: CodeNode;
  lines: readonly string[];
  /** True where a comment on the line, 1-based, or above it silences the rule. */
  isSilenced(line: number, ruleId: string): boolean;
}

/** Null for another language, and where rules do not look: minified or over 1 MB. */
export function parseCode(file: SourceFile): ParsedCode | null {
  const language = ruleLanguageOf(file.path);
  if (language === null || !isScannable(file.text)) return null;
  if (registerRuleLanguages().has(language)) return null;
  const text = withoutByteOrderMark(file.text);
  const source = new SourceLines(text);
  return {
    language,
    root: parse(ruleLanguageNames[language], text).root(),
    lines: source.lines,
    isSilenced: (line, ruleId) => isSuppressed(source, line - 1, [ruleId]),
  };
}
