import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { type NapiConfig, parse as parseCode } from "@ast-grep/napi";
import { coerceError, UsageError } from "@devflow/errors";
import picomatch from "picomatch";
import { parse as parseYaml } from "yaml";
import { type RuleLanguage, registerRuleLanguages, ruleLanguageNames } from "./rule-languages.ts";
import { type RuleFile, ruleSchema } from "./rule-schema.ts";
import type { Rule, RuleSet } from "./rule-set.ts";

/** A rule folder is read whole; more files than this is a wrong folder. */
const maxRuleFiles = 2_000;

/** Folders of a rule folder that hold something else, as ast-grep's project layout has it. */
const otherFolders = new Set(["tests", "utils"]);

/**
 * Reads every rule of a folder (`<folder>/<language>/<id>.yml`).
 * @throws UsageError with every problem by file and key when a rule is not valid.
 */
export async function loadRules(folder: string): Promise<RuleSet> {
  const unavailable = registerRuleLanguages();
  const problems: string[] = [];
  const rules: Rule[] = [];
  for (const path of await ruleFiles(folder)) {
    const read = await readRule(join(folder, path));
    if ("problems" in read) problems.push(...read.problems.map((each) => `${path}: ${each}`));
    else if (rules.some(({ id }) => id === read.rule.id)) {
      problems.push(`${path}: id: "${read.rule.id}" is already used by another rule`);
    } else rules.push(read.rule);
  }
  if (problems.length > 0) {
    throw new UsageError(
      `The rules in ${folder} have problems:\n${problems.map((each) => `  ${each}`).join("\n")}`,
      "Correct the named keys; docs/rules.md describes the format.",
    );
  }
  return {
    rules: rules.sort((a, b) => (a.id < b.id ? -1 : 1)),
    unavailableLanguages: [...unavailable],
  };
}

async function ruleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(
    (error: unknown) => {
      throw new UsageError(
        `The rule folder ${folder} cannot be read: ${coerceError(error).message}`,
        "Give a folder with <language>/<id>.yml files.",
        { cause: error },
      );
    },
  );
  const files = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => /[\\/]/.test(path) && !otherFolders.has(path.split(/[\\/]/)[0] ?? ""));
  if (files.length <= maxRuleFiles) return files.sort();
  throw new UsageError(
    `${folder} holds ${files.length} YAML files, more than the ${maxRuleFiles} that are read.`,
    "Give the folder of the rules alone.",
  );
}

type ReadRule = { rule: Rule } | { problems: string[] };

async function readRule(file: string): Promise<ReadRule> {
  let content: unknown;
  try {
    content = parseYaml(await readFile(file, "utf8"));
  } catch (error) {
    return { problems: [`is not valid YAML: ${coerceError(error).message}`] };
  }
  const parsed = ruleSchema.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join(".")}: ${message}`,
    );
    return { problems };
  }
  if (parsed.data.id !== basename(file).replace(/\.ya?ml$/, "")) {
    return { problems: [`id: "${parsed.data.id}" must be the file's name`] };
  }
  return compileRule(parsed.data);
}

function compileRule(file: RuleFile): ReadRule {
  const { rule, constraints, utils, transform } = file;
  // Parsed as far as we go: ast-grep checks the matcher itself, below.
  const matcher = { rule, constraints, utils, transform } as NapiConfig;
  const available = file.language.filter((language) => !registerRuleLanguages().has(language));
  const languages: RuleLanguage[] = [];
  for (const [index, language] of available.entries()) {
    const problem = matcherProblem(matcher, language);
    if (problem === null) languages.push(language);
    else if (index === 0) return { problems: [`rule: ${problem}`] };
  }
  return { rule: toRule(file, matcher, languages) };
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
    body: ruleBody(message, note, metadata.references),
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
  const paragraphs = [message.trim(), note.trim()];
  if (references.length > 0) paragraphs.push(`See ${references.join(", ")}.`);
  return paragraphs.join("\n\n");
}
