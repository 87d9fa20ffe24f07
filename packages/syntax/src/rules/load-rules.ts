import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { coerceError, UsageError } from "@devflow/errors";
import { parse as parseYaml } from "yaml";
import { compileRule } from "./compile-rule.ts";
import { registerRuleLanguages } from "./rule-languages.ts";
import { type RuleFile, ruleSchema, schemaProblems } from "./rule-schema.ts";
import type { Rule, RuleSet } from "./rule-set.ts";

/** A rule folder is read whole; more files than this is a wrong folder. */
const maxRuleFiles = 2_000;

/** Folders of a rule folder that hold something else, as ast-grep's project layout has it. */
const otherFolders = new Set(["tests", "utils"]);

/**
 * Reads every rule of a folder (`<folder>/<language>/<id>.yml`).
 * @throws UsageError with every problem by file and key when a rule is not valid.
 */
export function loadRules(folder: string): Promise<RuleSet> {
  return readRules(folder, compileRule);
}

type Compile = (file: RuleFile) => Rule | { problem: string };

export async function readRules(folder: string, compile: Compile): Promise<RuleSet> {
  const unavailable = registerRuleLanguages();
  const problems: string[] = [];
  const rules: Rule[] = [];
  for (const path of await ruleFiles(folder)) {
    const read = await readRule(join(folder, path), compile);
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

async function readRule(file: string, compile: Compile): Promise<ReadRule> {
  let content: unknown;
  try {
    content = parseYaml(await readFile(file, "utf8"));
  } catch (error) {
    return { problems: [`is not valid YAML: ${coerceError(error).message}`] };
  }
  const parsed = ruleSchema.safeParse(content);
  if (!parsed.success) {
    return { problems: schemaProblems(parsed.error) };
  }
  if (parsed.data.id !== basename(file).replace(/\.ya?ml$/, "")) {
    return { problems: [`id: "${parsed.data.id}" must be the file's name`] };
  }
  const rule = compile(parsed.data);
  return "problem" in rule ? { problems: [rule.problem] } : { rule };
}
