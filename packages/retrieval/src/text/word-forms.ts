import { splitParts, splitTerms } from "./split-terms.ts";

/** One word in the forms it may be met in: as written, its parts, their stems. */
export type WordForms = readonly string[];

const SHORTEST_FORM = 3;
/** `on` and `one` begin too much: 4 instead of 3 is worth 0.003 and 0.000. */
const SHORTEST_PREFIX = 4;

/** The forms of each word: `["HttpParsers"]` gives `[["httpparsers", "http", "parsers", "pars"]]`. */
export function formsOfWords(words: readonly string[]): WordForms[] {
  return words
    .map((word) => [...new Set(splitTerms(word))].filter((form) => form.length >= SHORTEST_FORM))
    .filter((forms) => forms.length > 0);
}

/** The forms of each part of a name: `parseHunks` gives `[["parse", "pars"], ["hunks", "hunk"]]`. */
export function formsOfParts(name: string): WordForms[] {
  return splitParts(name)
    .map((part) => [...new Set(splitTerms(part))])
    .filter((forms) => forms.length > 0);
}

/** True when the words share a form, or a form of one begins one of the other: `auth`, `authorize`. */
export function wordsMeet(some: WordForms, others: WordForms): boolean {
  return some.some((form) => others.some((other) => formsMeet(form, other)));
}

function formsMeet(form: string, other: string): boolean {
  if (form === other) return true;
  if (Math.min(form.length, other.length) < SHORTEST_PREFIX) return false;
  return form.startsWith(other) || other.startsWith(form);
}
