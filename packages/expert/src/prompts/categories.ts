/**
 * What a finding can be about, with the words that the expert reads. Kept short: every word costs
 * a token of each request.
 */
export const CATEGORIES = {
  correctness: "wrong logic or value, missing case, null, off by one, API misuse",
  security: "injection, missing permission check, secret, unsafe input",
  concurrency: "race, missing await, lock, unsafe retry",
  error_handling: "error lost, wrong error, missing clean-up",
  performance: "work or memory that grows with the data, query in a loop",
  compatibility: "breaks callers, stored data or settings",
  testing: "a test that cannot fail or no longer tests the change",
  maintainability: "a trap for the next change, not taste",
} as const;

export type FindingCategory = keyof typeof CATEGORIES;

/** True for one of {@link CATEGORIES}. */
export function isCategory(word: string): word is FindingCategory {
  return Object.hasOwn(CATEGORIES, word);
}
