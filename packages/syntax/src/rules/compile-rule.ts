import { type NapiConfig, parse as parseCode } from "@ast-grep/napi";
import { coerceError } from "@devflow/errors";
import picomatch from "picomatch";
import { type RuleLanguage, registerRuleLanguages, ruleLanguageNames } from "./rule-languages.ts";
import type { RuleFile } from "./rule-schema.ts";
import type { Rule } from "./rule-set.ts";

/** A rule that compiles in the first of its languages at least, or why it does not. */
export function compileRule(file: RuleFile): Rule | { problem: string } {
  const { rule, constraints, utils, transform } = file;
  // Parsed as far as we go: ast-grep checks the matcher itself, below.
  const matcher = { rule, constraints, utils, transform } as NapiConfig;
  const missing = registerRuleLanguages();
  const available = file.language.filter((language) => !missing.has(language));
  const languages: RuleLanguage[] = [];
  for (const [index, language] of available.entries()) {
    const problem = matcherProblem(matcher, language);
    if (problem === null) languages.push(language);
    else if (index === 0) return { problem: `rule: ${problem}` };
  }
  return toRule(file, matcher, languages);
}

function matcherProblem(matcher: NapiConfig, language: RuleLanguage): string | null {
  try {
    parseCode(ruleLanguageNames[language], "").root().find(matcher);
    return null;
  } catch (error) {
    return coerceError(error).message.replace(/\s+/g, " ");
  }
}

function toRule(file: RuleFile, matcher: NapiConfig, languages: RuleLanguage[]): Rule {
  const { id, message, note, fix, files, ignores, metadata } = file;
  const { words } = metadata;
  const isIncluded = files === undefined ? () => true : picomatch(files, { dot: true });
  const isIgnored = ignores === undefined ? () => false : picomatch(ignores, { dot: true });
  return {
    id,
    severity: metadata.severity,
    category: metadata.category,
    title: metadata.title,
    body: ruleBody(message.trim() === metadata.title ? "" : message, note, metadata.references),
    languages: file.severity === "off" ? [] : languages,
    matcher,
    fix: fix ?? null,
    appliesTo: ({ path, text }) =>
      isIncluded(path) &&
      !isIgnored(path) &&
      (words === undefined || words.some((word) => text.includes(word))),
  };
}

function ruleBody(message: string, note: string, references: readonly string[]): string {
  const paragraphs = [message.trim(), note.trim()].filter((text) => text !== "");
  if (references.length > 0) paragraphs.push(`See ${references.join(", ")}.`);
  return paragraphs.join("\n\n");
}
