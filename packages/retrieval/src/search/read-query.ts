import { countTerms, splitParts } from "../text/split-terms.ts";

/** A query as search sees it. */
export interface ReadQuery {
  text: string;
  /** Search terms with weights. */
  terms: ReadonlyMap<string, number>;
  /** True for a name of code, false for prose. */
  isSymbol: boolean;
  /** Names whose definitions are looked for. */
  symbols: string[];
  /** The words that tell, as written, to compare with words of paths. */
  words: string[];
  isAboutTests: boolean;
}

/** `UserStore.find`, `user_store`, `Store`: one name that is qualified, or not plain lower case. */
const SYMBOL = /^[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|#|->|\\)[\p{L}_$][\p{L}\p{N}_$]*)*(?:\(\))?$/u;
const NAME_IN_PROSE = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const LOOKS_LIKE_CODE = /[\p{Ll}\p{N}]\p{Lu}|_|^\p{Lu}\p{Lu}+\p{Ll}/u;
const MOST_SYMBOLS = 8;
/** Below a word that was written: it is a guess. Worth 0.002 NDCG@10 over development repositories. */
const JOINED_WEIGHT = 0.7;
/** `handlers` also asks for `handl`, for less than what was written: worth 0.004. */
const STEM_WEIGHT = 0.6;

/**
 * Words that say nothing about code but are rare in it, so that BM25 would take them seriously.
 * `file`, `handle`, `get` and `make` are not among them: with them it was 0.001 less. Those beyond
 * pronouns, question words and forms of `be` and `do` (`after`, `keep`, `several`) are worth 0.001 on
 * foreign development labels and 0.003 on our own, whose questions are longer.
 */
const STOP_WORDS = new Set(
  `a about after again all also although always among an and another any anything are as at away
    be because become becomes been before being between both but by came can come comes could
    defined did do does done during each either else ever every few for former from further gave
    give given gives go goes going got had has have he her here him his how however i if
    implemented in instead into is it its itself just keep later least less let like many may me
    might more most much must my need needs neither never no nobody none nor not nothing now of
    off often on once one only onto or other others otherwise our out over own per put rather same
    several shall she should show since so some someone something sometimes soon still such take
    takes than that the their them then there these they this those though through to together too
    toward two under unless until up upon us use used uses using very via want was we were what
    whatever when whenever where whether which while who whoever whole whom whose why will with
    within without work works would yes yet you your`.split(/\s+/),
);

export function readQuery(text: string): ReadQuery {
  const trimmed = text.trim();
  const names = trimmed.match(NAME_IN_PROSE) ?? [];
  const isOneName = SYMBOL.test(trimmed);
  const last = names.at(-1);
  const isSymbol = isOneName && (names.length > 1 || /[\p{Lu}_]/u.test(trimmed));
  const telling = names.filter((name) => !isStopWord(name));
  const kept = isOneName || telling.length === 0 ? names : telling;
  const inProse = names.filter((name) => LOOKS_LIKE_CODE.test(name)).slice(0, MOST_SYMBOLS);
  return {
    text: trimmed,
    terms: withJoinedWords(weighTerms(kept), isOneName ? [] : names),
    isSymbol,
    symbols: isOneName && last !== undefined ? [last] : [...new Set(inProse)],
    words: kept,
    isAboutTests: names.some((name) => /^(tests?|specs?|testing|tested)$/i.test(name)),
  };
}

/** Words and their parts by how often they were written, and their stems. */
function weighTerms(words: readonly string[]): Map<string, number> {
  const written = new Set(
    words.flatMap((word) => [
      joinParts(word),
      ...splitParts(word).map((part) => part.toLowerCase()),
    ]),
  );
  return new Map(
    [...countTerms(words.join(" "))].map(([term, count]) => [
      term,
      written.has(term) ? count : count * STEM_WEIGHT,
    ]),
  );
}

/** A name as full text keeps it: lower-case and without underscores. */
function joinParts(name: string): string {
  return name.replaceAll(/[_$]/g, "").toLowerCase();
}

/** Words that stand side by side may be one name in code: `event loop` also looks for `eventLoop`. */
function withJoinedWords(
  terms: ReadonlyMap<string, number>,
  words: readonly string[],
): ReadonlyMap<string, number> {
  const all = new Map(terms);
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    if (next === undefined || isStopWord(word) || isStopWord(next)) continue;
    const joined = joinParts(`${word}${next}`);
    if (!all.has(joined)) all.set(joined, JOINED_WEIGHT);
  }
  return all;
}

function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word.toLowerCase());
}
