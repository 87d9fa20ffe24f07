import { type Memory, memoryLimits } from "@devflow/team-memory";

/** `for src/**, lib/: RULE`; a colon in the rule itself needs no care. */
const scoped = /^for\s+([^:\n]{1,300}):\s*([\s\S]*)$/i;

/**
 * The rule of a `/remember`: `RULE`, or `for PATHS: RULE` with patterns as in .gitignore, parted by
 * commas or spaces. Words with blanks between them that are no patterns (`for money: ...`) belong to
 * the rule: a pattern has a slash, a dot or a star.
 */
export function readRule(argument: string): Memory | { problem: string } {
  const match = scoped.exec(argument.trim());
  const patterns = (match?.[1] ?? "").split(/[\s,]+/).filter((word) => word !== "");
  const isScoped = patterns.length > 0 && patterns.every((word) => /[/.*]/.test(word));
  const text = (isScoped ? (match?.[2] ?? "") : argument).replace(/\s+/g, " ").trim();
  if (!/\p{L}/u.test(text.replace(/^for\s*:/i, ""))) {
    return { problem: "there is no rule after it" };
  }
  if (text.length > memoryLimits.characters) {
    return { problem: `a rule has at most ${memoryLimits.characters} characters` };
  }
  if (isScoped && patterns.length > memoryLimits.paths) {
    return { problem: `a rule has at most ${memoryLimits.paths} paths` };
  }
  return { text, paths: isScoped ? patterns : [] };
}
