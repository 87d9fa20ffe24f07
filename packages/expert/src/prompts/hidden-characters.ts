/** Characters of one line that a reader does not see, but a compiler or a model does. */
export interface HiddenCharacters {
  /** `reorders`: the line reads differently than it runs. `hides`: it holds what nobody sees. */
  kind: "reorders" | "hides";
  /** Written as `U+202E`, each once, in their order. */
  codePoints: string[];
}

/** Embeddings, overrides and isolates, each of which is to be closed on its own line. */
const bidiOpening = /[\u202a\u202b\u202d\u202e\u2066-\u2068]/u;
const bidi = /[\u202a-\u202e\u2066-\u2069]/gu;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
/** What ends a string or a comment: behind it stands code, which has one direction. */
const endsText = /["'`;{}]|\*\/|\/\/|--/;

/** Tag characters, fillers that count as letters, invisible operators: none has a use in code. */
const neverSeen = /[\u{e0000}-\u{e007f}\u115f\u1160\u3164\uffa0\u2061-\u2064\u206a-\u206f]/gu;
const zeroWidth = /[\u200b-\u200f\u061c\u2060\ufeff\u180e]/gu;
const variation = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/** So many selectors in a row choose no glyph: they are bytes, as in the packages of 2025. */
const payload = /(?:[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]){4,}|[\u200b-\u200f\u2060]{4,}/u;

/** England, Scotland and Wales are written with tags. */
const flags = /\u{1f3f4}[\u{e0020}-\u{e007e}]{2,6}\u{e007f}/gu;
/** Families, flags, professions: joined by U+200D, each with its selector. */
const emoji =
  /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}]\ufe0f?\u200d?)+|[#*0-9]\ufe0f\u20e3|\p{Extended_Pictographic}\ufe0e/gu;
/** Selectors behind a letter choose its variant, joiners inside words of many scripts its shape. */
const written =
  /(?<=[\p{Script=Han}\p{Script=Mongolian}\p{S}\p{P}])(?:[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}])|(?<=[[\p{L}\p{M}]--\p{ASCII}])[\u200c\u200d](?=[[\p{L}\p{M}]--\p{ASCII}])/gv;

/**
 * What is hidden in a line, or null. Not reported is what writing needs: emoji, variants of
 * letters, joiners inside words of Persian or Hindi, marks of direction beside letters that are
 * written from right to left, and isolates around such letters when they are closed on the line.
 *
 * @param isCode in prose and comments a single character of no width may break a long word, and is
 *   let pass
 */
export function hiddenCharacters(line: string, isCode: boolean): HiddenCharacters | null {
  // Nearly every line.
  if (/^[\x20-\x7e\t]*$/.test(line)) return null;
  if (reorders(line)) return { kind: "reorders", codePoints: codePointsOf(line, bidi) };
  const rest = line.replace(flags, "").replace(emoji, "").replace(written, "");
  const unseen = rest.match(neverSeen) !== null || payload.test(line.replace(flags, ""));
  if (!unseen && !(isCode && hasStrayZeroWidth(rest))) return null;
  const all = new RegExp(`${neverSeen.source}|${zeroWidth.source}|${variation.source}`, "gu");
  return { kind: "hides", codePoints: codePointsOf(line.replace(flags, ""), all) };
}

/** CVE-2021-42574, "Trojan Source". */
function reorders(line: string): boolean {
  const open: number[] = [];
  for (const { 0: character, index } of line.matchAll(bidi)) {
    if (character === "\u202d" || character === "\u202e") return true;
    if (bidiOpening.test(character)) {
      open.push(index);
      continue;
    }
    const start = open.pop();
    if (start === undefined) return true;
    const inside = line.slice(start + 1, index);
    if (endsText.test(inside) || !rightToLeft.test(inside)) return true;
  }
  return open.length > 0;
}

function hasStrayZeroWidth(line: string): boolean {
  const stray = line.replace(/^\ufeff/, "").match(zeroWidth) ?? [];
  if (stray.length === 0) return false;
  const onlyMarks = stray.every((character) => /[\u200e\u200f\u061c]/.test(character));
  return !(onlyMarks && rightToLeft.test(line));
}

const shownCodePoints = 5;

function codePointsOf(line: string, pattern: RegExp): string[] {
  const all = [...new Set(line.match(pattern) ?? [])];
  const shown = all.slice(0, shownCodePoints).map(nameOf);
  return all.length > shownCodePoints ? [...shown, `${all.length - shownCodePoints} more`] : shown;
}

function nameOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${hex.padStart(4, "0")}`;
}
