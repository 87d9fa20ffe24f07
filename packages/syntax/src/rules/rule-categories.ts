/**
 * What a rule can be about: the same words as the expert's categories (a test holds them equal), so
 * that settings and the ranking of findings know one list. Rules do not import the expert for it.
 */
export const ruleCategories = [
  "correctness",
  "security",
  "performance",
  "concurrency",
  "error_handling",
  "api_misuse",
  "testing",
  "compatibility",
  "maintainability",
  "style",
] as const;

export type RuleCategory = (typeof ruleCategories)[number];
