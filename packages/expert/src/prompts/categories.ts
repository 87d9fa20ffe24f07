/**
 * What a finding can be about, with the words that the expert reads: what counts and what does
 * not. One list for expert, rules and settings. Kept short: every word costs a token of each
 * request.
 */
export const CATEGORIES = {
  correctness: "wrong logic or value, missing case, null, off by one; not: impossible input",
  security: "injection, missing permission check, secret, unsafe input; not: trusted input",
  performance: "work or memory that grows with data, query in a loop; not: small savings",
  concurrency: "race, missing await, lock, unsafe retry; not: one thread",
  error_handling: "error lost, wrong error, missing clean-up; not: errors passed on",
  api_misuse: "wrong argument, order or use of a library; not: taste",
  testing: "a test that cannot fail or misses the change; not: more tests",
  compatibility: "breaks callers, stored data or settings; not: new code",
  maintainability: "a trap for the next change, not taste",
  style: "naming, form; only if the team asks",
} as const;

export type FindingCategory = keyof typeof CATEGORIES;

/** All of {@link CATEGORIES}, in the order in which people are shown them. */
export const CATEGORY_NAMES = Object.keys(CATEGORIES) as FindingCategory[];

/** True for one of {@link CATEGORIES}. */
export function isCategory(word: string): word is FindingCategory {
  return Object.hasOwn(CATEGORIES, word);
}
