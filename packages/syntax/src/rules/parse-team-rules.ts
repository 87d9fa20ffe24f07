/**
 * Properties: a team's rules never stop a review; a bad one costs itself, and its author reads why.
 * What they can cost in time and memory is bounded, whoever wrote them.
 * Design: texts in, rules and problems out. ast-grep compiles a matcher again for every file, so a
 * rule that is slow to compile is refused. Its regular expressions are linear in the text, each at
 * most 10 MB (80 ms) compiled; their number is bounded here. It refuses matchers nested deeper than
 * 128 itself.
 * Accepted: a matcher that looks through the whole file from every node takes the square of the
 * file's length, which is why team rules leave out files over 200,000 characters.
 */
import { coerceError } from "@devflow/errors";
import { parseAllDocuments } from "yaml";
import { compileRule } from "./compile-rule.ts";
import { schemaProblems } from "./rule-schema.ts";
import type { Rule } from "./rule-set.ts";
import { fromTeam, type TeamRuleText, teamRuleSchema } from "./team-rule-schema.ts";

/** Bounds on a team's rules. */
export const teamRuleLimits = {
  rules: 200,
  fileBytes: 64 * 1024,
  /** Of one rule, in one language or all of its languages together. */
  compileMs: 200,
  /** Of all rules together; those behind it are left out. */
  totalCompileMs: 5_000,
  /** Values in one rule, aliases counted as often as they are used. */
  nodes: 2_000,
  expressions: 50,
  scannedCharacters: 200_000,
} as const;

export interface TeamRuleFile {
  /** From the root of the repository. */
  path: string;
  text: string;
}

export interface TeamRuleProblem {
  path: string;
  /** Names the rule's id where the file has one. */
  message: string;
}

export interface TeamRules {
  /** Sorted by id; every id begins with `team-`. */
  rules: readonly Rule[];
  problems: readonly TeamRuleProblem[];
}

/**
 * A team's rules from files in ast-grep's format, one or more rules a file. Never throws: what
 * cannot be used is told in `problems`, by file.
 */
export function parseTeamRules(files: readonly TeamRuleFile[]): TeamRules {
  const rules = new Map<string, Rule>();
  const problems: TeamRuleProblem[] = [];
  let leftMs: number = teamRuleLimits.totalCompileMs;
  for (const { path, text } of files) {
    const say = (message: string) => problems.push({ path, message });
    for (const written of readDocuments(text, say)) {
      const startedAt = threadMs();
      const problem =
        rules.size >= teamRuleLimits.rules
          ? `more than ${teamRuleLimits.rules} rules: this one is left out`
          : leftMs <= 0
            ? "left out: the rules before it took too long to compile"
            : addRule(rules, written, say);
      leftMs -= threadMs() - startedAt;
      if (problem !== null) say(problem);
    }
  }
  const sorted = [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { rules: sorted, problems };
}

type Say = (message: string) => void;

function readDocuments(text: string, say: Say): unknown[] {
  if (Buffer.byteLength(text) > teamRuleLimits.fileBytes) {
    say(`larger than ${teamRuleLimits.fileBytes / 1024} kB`);
    return [];
  }
  try {
    const documents = parseAllDocuments(text);
    if (!Array.isArray(documents)) return [];
    return documents.flatMap((document) => {
      const error = document.errors[0];
      if (error !== undefined) throw error;
      const content: unknown = document.toJS();
      return content === null ? [] : [content];
    });
  } catch (error) {
    say(`is not valid YAML: ${firstLine(coerceError(error).message)}`);
    return [];
  }
}

/** Gives the problem of a rule that cannot be used. */
function addRule(rules: Map<string, Rule>, content: unknown, say: Say): string | null {
  const size = measure(content);
  if (size.nodes > teamRuleLimits.nodes) return `more than ${teamRuleLimits.nodes} values`;
  if (size.expressions > teamRuleLimits.expressions) {
    return `more than ${teamRuleLimits.expressions} regular expressions`;
  }
  const parsed = teamRuleSchema.safeParse(content);
  if (!parsed.success) return named(content, schemaProblems(parsed.error).join("; "));
  const compiled = compileTeamRule(parsed.data);
  if ("problem" in compiled) return named(content, compiled.problem);
  if (rules.has(compiled.id)) return named(content, "another rule has this id");
  rules.set(compiled.id, compiled);
  if (typeof parsed.data.fix === "object") {
    say(named(content, "a fix that is not plain text is not supported; used without its fix"));
  }
  return null;
}

function compileTeamRule(written: TeamRuleText): Rule | { problem: string } {
  const startedAt = threadMs();
  let rule: ReturnType<typeof compileRule>;
  try {
    rule = compileRule(fromTeam(written));
  } catch (error) {
    // A glob that picomatch refuses.
    return { problem: firstLine(coerceError(error).message) };
  }
  if ("problem" in rule) return rule;
  if (threadMs() - startedAt > teamRuleLimits.compileMs) {
    return { problem: `takes more than ${teamRuleLimits.compileMs} ms to compile` };
  }
  const { appliesTo } = rule;
  return {
    ...rule,
    teamId: written.id,
    replaces: written.metadata.replaces,
    appliesTo: (file) => file.text.length <= teamRuleLimits.scannedCharacters && appliesTo(file),
  };
}

/** Stops soon after a limit is passed, so that aliases of aliases cost nothing. */
function measure(content: unknown): { nodes: number; expressions: number } {
  const size = { nodes: 0, expressions: 0 };
  const left: unknown[] = [content];
  while (left.length > 0 && size.nodes <= teamRuleLimits.nodes) {
    const value = left.pop();
    size.nodes += 1;
    if (typeof value !== "object" || value === null) continue;
    if ("regex" in value) size.expressions += 1;
    left.push(...Object.values(value));
  }
  return size;
}

function named(content: unknown, problem: string): string {
  const hasId = typeof content === "object" && content !== null && "id" in content;
  const id = hasId && typeof content.id === "string" ? content.id.slice(0, 64) : null;
  return id === null ? problem : `${id}: ${problem}`;
}

/** Time of this thread's own work: a busy machine must not cost a team its rules. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 300);
}
