import { type NapiConfig, parse as parseCode } from "@ast-grep/napi";
import { coerceError } from "@devflow/errors";
import picomatch from "picomatch";
import { type RuleLanguage, registerRuleLanguages, ruleLanguageNames } from "./rule-languages.ts";
import type { RuleFile } from "./rule-schema.ts";
import type { Rule } from "./rule-set.ts";

/** A rule that compiles in the first of its languages at least, or why it does not. */
export function compileRule(file: RuleFile): Rule | { problem: string } {
  const matcher = matcherOf(file);
  const problems = new Map(
    availableLanguages(file).map((language) => [language, matcherProblem(matcher, language)]),
  );
  const [problem] = problems.values();
  if (problem != null) return { problem: `rule: ${problem}` };
  return toRule(file, matcher, (language) => problems.get(language) === null);
}

/**
 * A rule whose matcher is known to be valid: it is compiled in a language when the first file is
 * read that it is for. All of ours in all of their languages take 0.3 s.
 */
export function compileWhenUsed(file: RuleFile): Rule {
  const matcher = matcherOf(file);
  const known = new Map<RuleLanguage, boolean>();
  return toRule(file, matcher, (language) => {
    const runs = known.get(language) ?? matcherProblem(matcher, language) === null;
    known.set(language, runs);
    return runs;
  });
}

/** Parsed as far as we go: ast-grep checks the matcher itself. */
function matcherOf({ rule, constraints, utils, transform }: RuleFile): NapiConfig {
  return { rule, constraints, utils, transform } as NapiConfig;
}

function availableLanguages(file: RuleFile): RuleLanguage[] {
  const missing = registerRuleLanguages();
  return file.language.filter((language) => !missing.has(language));
}

function matcherProblem(matcher: NapiConfig, language: RuleLanguage): string | null {
  try {
    parseCode(ruleLanguageNames[language], "").root().find(matcher);
    return null;
  } catch (error) {
    return coerceError(error).message.replace(/\s+/g, " ");
  }
}

function toRule(file: RuleFile, matcher: NapiConfig, compilesIn: Rule["compilesIn"]): Rule {
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
    languages: file.severity === "off" ? [] : availableLanguages(file),
    compilesIn,
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
