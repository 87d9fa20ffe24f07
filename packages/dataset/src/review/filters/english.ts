/**
 * Words of the trade that English comments of a few words have: `the` and `is` are often left out
 * there. Whole words, in lower case; none is a common word of German, French, Spanish or Portuguese.
 */
const ENGLISH = new Set(
  `the this that these those is are was be been of to and not with from for it its we you should would
  could can will must need needs when where why what which how here there use using remove add rename
  move make check please nice good great thanks missing unused same instead nit typo done fixed agree
  agreed looks just also too very better than before after now then more only awesome clean cool learned
  something i my me they their any some does did has have had think don't doesn't isn't won't can't it's let's i'm`.split(
    /\s+/,
  ),
);

/** True when the prose holds an English word of the list, or too few words to tell. */
export function looksEnglish(text: string): boolean {
  const words = text
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/`[^`]*`/g, " ")
    .match(/[\p{L}][\p{L}'-]*/gu);
  if (words === null) return true;
  if (words.some((word) => /[^\p{Script=Latin}'-]/u.test(word))) return false;
  const known = words.filter((word) => ENGLISH.has(word)).length;
  return words.length < 3 ? !/[^\p{ASCII}]/u.test(words.join("")) : known > 0;
}
