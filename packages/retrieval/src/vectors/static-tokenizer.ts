import { ownCopy } from "../text/own-copy.ts";

/** Letters, marks and digits side by side; an underscore or any other sign ends a word. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** camelCase, capitals before a capitalised part, and digits; scripts without case stay whole. */
const PART = /\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+|\p{N}+|[\p{L}\p{M}]/gu;
const SCRIPT_RUN = /^[\p{Lo}\p{Lm}\p{M}]+$/u;
/** Longer ones are keys, digests and encoded data. */
const LONGEST_WORD = 64;
/** Words repeat, so most come from this cache. Emptied when full: it stays under about 10 MB. */
const CACHED_WORDS = 50_000;
/** What a piece that does not begin a word is marked with, as in WordPiece files. */
const CONTINUATION = "##";

/** The lower-case parts of a text's words: the table was trained on exactly these. */
export function splitWords(text: string): string[] {
  const parts: string[] = [];
  for (const [word] of text.matchAll(WORD)) parts.push(...partsOf(word));
  return parts;
}

function partsOf(word: string): string[] {
  if (word.length > LONGEST_WORD) return [];
  if (SCRIPT_RUN.test(word)) return [word];
  return (word.match(PART) ?? []).map((part) => part.toLowerCase());
}

/** Turns words into pieces of a fixed vocabulary: longest match first, a word whole or not at all. */
export class StaticTokenizer {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #known = new Map<string, readonly number[]>();

  /** A piece's place in the list is its id. */
  constructor(pieces: readonly string[]) {
    this.#ids = new Map(pieces.map((piece, id) => [piece, id]));
  }

  /** Ids in order, at most `limit`; what is not in the vocabulary is left out. */
  encode(text: string, limit: number): number[] {
    const ids: number[] = [];
    for (const [word] of text.matchAll(WORD)) {
      for (const id of this.#idsOf(word)) ids.push(id);
      if (ids.length >= limit) break;
    }
    if (ids.length > limit) ids.length = limit;
    return ids;
  }

  #idsOf(word: string): readonly number[] {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    if (word.length > LONGEST_WORD) return [];
    const ids = partsOf(word).flatMap((part) => this.#pieces(part));
    if (this.#known.size >= CACHED_WORDS) this.#known.clear();
    this.#known.set(ownCopy(word), ids);
    return ids;
  }

  #pieces(part: string): number[] {
    const ids: number[] = [];
    for (let start = 0; start < part.length; ) {
      const prefix = start === 0 ? "" : CONTINUATION;
      let end = part.length;
      let id = this.#ids.get(prefix + part.slice(start, end));
      while (id === undefined && end > start + 1) {
        end -= 1;
        id = this.#ids.get(prefix + part.slice(start, end));
      }
      if (id === undefined) return [];
      ids.push(id);
      start = end;
    }
    return ids;
  }
}
