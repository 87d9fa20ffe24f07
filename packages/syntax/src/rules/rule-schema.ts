import { z } from "zod";
import { ruleCategories } from "./rule-categories.ts";
import type { RuleLanguage } from "./rule-languages.ts";

/** A rule's `language` in ast-grep's words, and the files it is for. */
const languagesByName: Readonly<Record<string, readonly RuleLanguage[]>> = {
  // Most TypeScript patterns are JavaScript too; where one does not compile there, it is left out.
  typescript: ["typescript", "tsx", "javascript"],
  tsx: ["tsx", "javascript"],
  javascript: ["javascript"],
  python: ["python"],
  go: ["go"],
  java: ["java"],
};

export const ruleLanguages = z.string().transform((name, context) => {
  const found = languagesByName[name.toLowerCase()];
  if (found !== undefined) return found;
  context.addIssue({
    code: "custom",
    message: `unknown language "${name}"; known are ${Object.keys(languagesByName).join(", ")}`,
  });
  return z.NEVER;
});

/** ast-grep checks what is inside when the rule is compiled. */
export const ruleMatcher = z.record(z.string(), z.unknown());

const sentence = z.string().trim().min(1);

/** What reviewers see; ast-grep leaves `metadata` to its users. */
const metadata = z.strictObject({
  severity: z.enum(["critical", "high", "medium", "low"]),
  category: z.enum(ruleCategories),
  title: sentence.max(80).refine((title) => !title.includes("\n"), "must be one line"),
  references: z.array(sentence).default([]),
  /** A file with none of them is not searched: a look for words is 100 times faster than a match. */
  words: z.array(z.string().min(2)).min(1).optional(),
});

/**
 * One rule file in ast-grep's own format, so that `ast-grep scan` reads it too. Supported beside
 * the matcher: `transform` and a `fix` given as text.
 */
export const ruleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "must be lower-case words joined by -"),
  language: ruleLanguages,
  severity: z.enum(["hint", "info", "warning", "error", "off"]),
  message: sentence,
  note: sentence,
  rule: ruleMatcher,
  constraints: z.record(z.string(), ruleMatcher).optional(),
  utils: z.record(z.string(), ruleMatcher).optional(),
  transform: ruleMatcher.optional(),
  fix: z.string().optional(),
  url: z.url().optional(),
  files: z.array(z.string()).optional(),
  ignores: z.array(z.string()).optional(),
  metadata,
});

export type RuleFile = z.infer<typeof ruleSchema>;

/** Each problem with the key that it is about. */
export function schemaProblems(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`,
  );
}
