import { ownCopy } from "./own-copy.ts";

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const PART = /[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|\P{ASCII}+/gu;
const LONGEST_WORD = 80;
/** Words repeat, so most come from this cache. Emptied when full: it stays under about 10 MB. */
const CACHED_WORDS = 50_000;
const cache = new Map<string, readonly string[]>();

/**
 * The search terms of a text, in order, with repetitions: every word as a whole, lower-case and
 * without underscores (so `parse_diff` and `parseDiff` meet), its parts by camelCase, snake_case
 * and digits, and for each part a lightly stemmed variant beside it, never instead of it.
 */
export function splitTerms(text: string): string[] {
  const terms: string[] = [];
  for (const [word] of text.matchAll(WORD)) {
    for (const term of termsOfWord(word)) terms.push(term);
  }
  return terms;
}

/** The same of a single name, which was most often seen before: 0.1 µs instead of 1. */
export function termsOfName(name: string): readonly string[] {
  return cache.get(name) ?? splitTerms(name);
}

/** The parts of names by camelCase, snake_case and digits, as written: `parse`, `Hunk`, `2`. */
export function splitParts(text: string): string[] {
  return text.match(PART) ?? [];
}

/** The terms of a text with how often each occurs. */
export function countTerms(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of splitTerms(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

function termsOfWord(word: string): readonly string[] {
  const known = cache.get(word);
  if (known !== undefined) return known;
  if (word.length > LONGEST_WORD) return [];
  const kept = ownCopy(word);
  const terms = splitWord(kept);
  if (cache.size >= CACHED_WORDS) cache.clear();
  cache.set(kept, terms);
  return terms;
}

function splitWord(word: string): string[] {
  const compound = word.replaceAll(/[_$]/g, "").toLowerCase();
  const terms = new Set<string>();
  if (compound.length > 1) terms.add(compound);
  for (const [part] of word.matchAll(PART)) {
    if (part.length < 2) continue;
    const lower = part.toLowerCase();
    terms.add(lower);
    const stem = stemLightly(lower);
    if (stem.length > 2) terms.add(stem);
  }
  return [...terms];
}

/** `parses`, `parsing`, `parsed`, `parser` and `parse` all give `pars`. */
function stemLightly(word: string): string {
  if (word.length < 4) return word;
  let stem = word;
  if (stem.endsWith("ies")) stem = `${stem.slice(0, -3)}y`;
  else if (stem.endsWith("s") && !stem.endsWith("ss")) stem = stem.slice(0, -1);
  if (stem.length > 5 && stem.endsWith("ing")) stem = stem.slice(0, -3);
  else if (stem.length > 4 && (stem.endsWith("ed") || stem.endsWith("er"))) {
    stem = stem.slice(0, -2);
  }
  if (/([bdgklmnprt])\1$/.test(stem) && stem !== word) stem = stem.slice(0, -1);
  return stem.length > 3 && stem.endsWith("e") ? stem.slice(0, -1) : stem;
}
