import type { NapiConfig } from "@ast-grep/napi";
import type { Severity } from "../model.ts";
import type { SourceFile } from "../read-syntax.ts";
import type { RuleCategory } from "./rule-categories.ts";
import type { RuleLanguage } from "./rule-languages.ts";

export interface Rule {
  id: string;
  severity: Severity;
  category: RuleCategory;
  title: string;
  /** Markdown. */
  body: string;
  /** Those it is written for, of which {@link compilesIn} leaves out some. */
  languages: readonly RuleLanguage[];
  /** False where a pattern of one language is none in a language like it. May compile the matcher. */
  compilesIn(language: RuleLanguage): boolean;
  matcher: NapiConfig;
  /** ast-grep's replacement template, null when the rule has no safe fix. */
  fix: string | null;
  /** False where the rule's `files`, `ignores` or `words` leave the file out. */
  appliesTo(file: SourceFile): boolean;
  /** The team's own id, without our prefix: ast-grep's comments name that one. */
  teamId?: string;
  /** Ids of built-in rules that a team's rule takes the place of. */
  replaces?: readonly string[];
}

export interface RuleSet {
  /** Sorted by id. */
  rules: readonly Rule[];
  /** Languages whose rules cannot run on this platform, for want of a prebuilt grammar. */
  unavailableLanguages: readonly RuleLanguage[];
}
