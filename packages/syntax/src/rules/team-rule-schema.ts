import { z } from "zod";
import type { Severity } from "../model.ts";
import { ruleCategories } from "./rule-categories.ts";
import { type RuleFile, ruleLanguages, ruleMatcher } from "./rule-schema.ts";

/** Keeps a team's ids apart from the built-in ones, which begin with their language. */
const teamIdPrefix = "team-";

/** ast-grep's own scale on ours; a rule without a severity is a hint there too. */
const severityOf = { error: "high", warning: "medium", info: "low", hint: "low", off: "low" };

const text = (maxCharacters: number) => z.string().trim().max(maxCharacters);
const globs = z.array(z.string().min(1).max(200)).max(100);

/** Our keys of ast-grep's free `metadata`; a team may keep others there for other tools. */
const metadata = z.object({
  severity: z.enum(["critical", "high", "medium", "low"]).optional(),
  category: z.enum(ruleCategories).optional(),
  title: text(80)
    .min(1)
    .refine((title) => !title.includes("\n"), "must be one line")
    .optional(),
  references: z.array(text(200).min(1)).max(10).default([]),
  words: z.array(z.string().min(2).max(100)).min(1).max(50).optional(),
  replaces: z.array(z.string().max(64)).max(20).default([]),
});

/** One rule of a team, in ast-grep's own format; what only ast-grep's editor uses is accepted. */
export const teamRuleSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][\w-]{0,63}$/, "must be letters, digits, - and _, at most 64"),
  language: ruleLanguages,
  severity: z.enum(["hint", "info", "warning", "error", "off"]).default("hint"),
  message: text(1_000).default(""),
  note: text(4_000).default(""),
  rule: ruleMatcher,
  constraints: z.record(z.string(), ruleMatcher).optional(),
  utils: z.record(z.string(), ruleMatcher).optional(),
  transform: ruleMatcher.optional(),
  fix: z.union([z.string().max(4_000), ruleMatcher]).optional(),
  labels: z.unknown().optional(),
  url: z.string().max(500).optional(),
  files: globs.optional(),
  ignores: globs.optional(),
  metadata: metadata.prefault({}),
});

export type TeamRuleText = z.infer<typeof teamRuleSchema>;

/** The rule as one of ours, with the defaults for what the team left out. */
export function fromTeam(written: TeamRuleText): RuleFile {
  const { labels: _, fix, url, message, metadata: ours, ...rest } = written;
  const references = url === undefined ? ours.references : [...ours.references, url];
  return {
    ...rest,
    id: `${teamIdPrefix}${written.id}`,
    message: message === "" ? titleOf(written) : message,
    fix: typeof fix === "string" ? fix : undefined,
    metadata: {
      severity: ours.severity ?? (severityOf[written.severity] as Severity),
      category: ours.category ?? "maintainability",
      title: ours.title ?? titleOf(written),
      references,
      words: ours.words,
    },
  };
}

/** The message's first sentence, unless it is long or has places for matched code: then the id. */
function titleOf({ id, message }: TeamRuleText): string {
  const sentence = /^[^\n]*?(?=[.!?](\s|$)|\n|$)/.exec(message)?.[0].trim() ?? "";
  const isFit = sentence !== "" && sentence.length <= 80 && !/\$+[A-Z_]/.test(sentence);
  return isFit ? sentence : id.replaceAll(/[-_]+/g, " ");
}
