/** Search terms of words and of code, told apart: `w:` and `c:`. */
const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const PART = /[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|\P{ASCII}+/gu;

/** Words of any finding and any code; they tell nothing apart. */
const COMMON = new Set(
  (
    "a an and are as at be been but by can could does for from had has have if in into is it its may " +
    "might must no not of on or should so than that the their then there these this to was were when " +
    "which will with would you your here each never always only " +
    "const let var function return export import def self new public private static void func async await"
  ).split(" "),
);

/** Terms of one kind kept: enough for a function, too few to tell its text. */
const mostTerms = 60;

/** The words of a text in lower case, names split into their parts, common ones left out. */
export function termsOf(text: string): Set<string> {
  return allTermsOf(text).difference(COMMON);
}

/** The same with the common ones. */
export function allTermsOf(text: string): Set<string> {
  const terms = new Set<string>();
  for (const [word] of text.matchAll(WORD)) {
    for (const [part] of word.matchAll(PART)) {
      const term = stem(part.toLowerCase());
      if (term.length > 1) terms.add(term);
    }
  }
  return terms;
}

/** What any function of any file has. */
const anywhere = termsOf(
  "null nil none true false undefined try catch except finally else elif case default break continue " +
    "throw raise pass begin end do done error err exception result ok",
);

/** Names in a line, and letters in them, from which on it tells one place from another. */
const leastNames = 2;
const leastLetters = 7;

/** Whether lines with these terms, such as `}`, `return null;` or one word, stand in any file. */
export function standAnywhere(terms: Iterable<string>): boolean {
  const names = [...terms].filter((term) => !anywhere.has(term));
  return names.length < leastNames || names.join("").length < leastLetters;
}

/** What a remark keeps to be compared: of its words and of its code. */
export function remarkTerms(words: string, code: string): string[] {
  const kept = (kind: string, text: string) =>
    [...termsOf(text)].slice(0, mostTerms).map((term) => `${kind}:${term}`);
  return [...kept("w", words), ...kept("c", code)];
}

/** Shared terms by all terms: 0 for nothing in common, 1 for the same. */
export function sharedTerms(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = a.intersection(b).size;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** `divides`, `divided` and `dividing` meet. */
function stem(word: string): string {
  if (word.length < 5) return word;
  return word.replace(/(?:ing|ed|es|s|e)$/, "");
}
