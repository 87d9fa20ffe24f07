/**
 * What a finding can be about, as settings name it. The expert's own list, with the words that it
 * reads, cannot be imported here: its package reads its settings from this one. A test of
 * packages/review holds the two equal.
 */
export const findingCategories = [
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

export type ConfiguredCategory = (typeof findingCategories)[number];
