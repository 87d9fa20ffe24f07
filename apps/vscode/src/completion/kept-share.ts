import { distance } from "fastest-levenshtein";

/** The distance costs the product of the lengths: 4,000 characters are 16 million steps, about 5 ms. */
const maxChars = 4_000;

/** 0..1 of an accepted text that is still there: 1 is untouched, 0 is gone. By edit distance. */
export function keptShare(accepted: string, now: string): number {
  const before = accepted.slice(0, maxChars);
  const after = now.slice(0, maxChars);
  const longest = Math.max(before.length, after.length);
  return longest === 0 ? 1 : 1 - distance(before, after) / longest;
}
