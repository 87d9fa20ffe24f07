import type { CommentFilter } from "./filter.ts";

/**
 * Scripts by language: what can be told for sure of two sentences full of names of code.
 */
const SCRIPTS: Record<string, RegExp> = {
  chinese: /\p{Script=Han}/u,
  japanese: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  korean: /\p{Script=Hangul}/u,
  russian: /\p{Script=Cyrillic}/u,
  ukrainian: /\p{Script=Cyrillic}/u,
  bulgarian: /\p{Script=Cyrillic}/u,
  serbian: /[\p{Script=Cyrillic}\p{Script=Latin}]/u,
  greek: /\p{Script=Greek}/u,
  arabic: /\p{Script=Arabic}/u,
  persian: /\p{Script=Arabic}/u,
  hebrew: /\p{Script=Hebrew}/u,
  hindi: /\p{Script=Devanagari}/u,
  thai: /\p{Script=Thai}/u,
};
const LATIN = /\p{Script=Latin}/u;

/** A comment in another script than the team's. Between languages of one script nothing is refused. */
export const language = {
  name: "language",
  reasons: ["not in the team's language"],
  reasonAgainst({ words: { text } }, settings) {
    const name = settings.language.trim().toLowerCase();
    if (name === "") return null;
    const script = SCRIPTS[name] ?? LATIN;
    const letters = text.replace(/`[^`]*`/g, " ").match(/\p{L}/gu) ?? [];
    const own = letters.filter((letter) => script.test(letter)).length;
    // Names of code are in Latin letters in every language.
    const least = script === LATIN ? 0.8 : 0.1;
    return letters.length === 0 || own / letters.length >= least
      ? null
      : "not in the team's language";
  },
} as const satisfies CommentFilter;
