import type { Rule, RuleSet } from "./rule-set.ts";

/** The built-in rules and a team's; those that a team's rule replaces are left out. */
export function mergeRules(bundled: RuleSet, team: readonly Rule[]): RuleSet {
  const replaced = new Set(team.flatMap(({ replaces }) => replaces ?? []));
  const kept = bundled.rules.filter(({ id }) => !replaced.has(id));
  return { ...bundled, rules: [...kept, ...team].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}
