/**
 * Properties: ast-grep knows all our languages before the first rule is read, and a platform
 * without a prebuilt grammar loses that language's rules and nothing else.
 * Design: `registerDynamicLanguage` counts once per process (a second call is ignored) and aborts
 * the process when a library file is missing, so the libraries are looked for first and registered
 * together, on first use. Worker threads share the native side: their own call changes nothing.
 */
import { existsSync } from "node:fs";
import go from "@ast-grep/lang-go";
import java from "@ast-grep/lang-java";
import python from "@ast-grep/lang-python";
import { registerDynamicLanguage } from "@ast-grep/napi";
import { languageOf } from "../language-of.ts";
import type { Language } from "../model.ts";

/** Languages that rules can be written for. */
export type RuleLanguage = Extract<
  Language,
  "typescript" | "tsx" | "javascript" | "python" | "go" | "java"
>;

/** ast-grep's names for these languages. */
export const ruleLanguageNames: Readonly<Record<RuleLanguage, string>> = {
  typescript: "TypeScript",
  tsx: "Tsx",
  javascript: "JavaScript",
  python: "python",
  go: "go",
  java: "java",
};

type DynamicLanguage = "go" | "java" | "python";

const libraries = { go, java, python };
let missing: ReadonlySet<RuleLanguage> | null = null;

/** The language of a file that rules can be written for, null for every other. */
export function ruleLanguageOf(path: string): RuleLanguage | null {
  const language = languageOf(path);
  return language !== null && isRuleLanguage(language) ? language : null;
}

function isRuleLanguage(language: Language): language is RuleLanguage {
  return language in ruleLanguageNames;
}

/** Registers the languages that are not built in; gives those without a library for this platform. */
export function registerRuleLanguages(): ReadonlySet<RuleLanguage> {
  if (missing !== null) return missing;
  const names: readonly DynamicLanguage[] = ["go", "java", "python"];
  const present = names.filter((name) => hasLibrary(name));
  registerDynamicLanguage(Object.fromEntries(present.map((name) => [name, libraries[name]])));
  missing = new Set(names.filter((name) => !present.includes(name)));
  return missing;
}

function hasLibrary(name: DynamicLanguage): boolean {
  try {
    return existsSync(libraries[name].libraryPath);
  } catch {
    // The package throws when it has no prebuilt library for this platform.
    return false;
  }
}
