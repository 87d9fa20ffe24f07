import { createHash } from "node:crypto";
import { splitWords } from "@devflow/retrieval/training";

/** Where the two sides of a pair come from. */
export type PairKind = "documentation" | "name" | "test" | "commit";

/** Two texts that belong together, as words separated by spaces. */
export interface Pair {
  kind: PairKind;
  language: string;
  package: string;
  /** Words of the code's path, apart: training decides whether it sees them. */
  path: string;
  /** What somebody might ask. */
  query: string;
  code: string;
}

/** Training cuts at fewer; this keeps the file small. */
const QUERY_WORDS = 64;
const CODE_WORDS = 256;
const LEAST_QUERY_WORDS = 2;
const LEAST_CODE_WORDS = 8;

/** Keys, tokens and passwords, by their usual forms. A pair with one is not worth the risk. */
const SECRET =
  /-----BEGIN|AKIA[0-9A-Z]{16}|gh[pousr]_\w{20}|xox[abp]-|sk-\w{20}|AIza[\w-]{30}|eyJ[\w-]{15,}\.|(password|passwd|secret|api_?key|token)["']?\s*[:=]\s*["'][^"'\s]{12,}["']/i;

/** A pair of two raw texts; null when one side says too little or holds what looks like a secret. */
export function toPair(
  kind: PairKind,
  place: { language: string; package: string; path: string },
  query: string,
  code: string,
): Pair | null {
  if (SECRET.test(code) || SECRET.test(query)) return null;
  const queryWords = splitWords(query).slice(0, QUERY_WORDS);
  const codeWords = splitWords(code).slice(0, CODE_WORDS);
  if (new Set(queryWords).size < LEAST_QUERY_WORDS) return null;
  if (new Set(codeWords).size < LEAST_CODE_WORDS) return null;
  return {
    kind,
    ...place,
    path: splitWords(place.path).join(" "),
    query: queryWords.join(" "),
    code: codeWords.join(" "),
  };
}

/** Keeps the first pair with a query, and the first with a code: a second one is no negative. */
export class SeenPairs {
  readonly #seen = new Set<string>();

  /** True for a pair of which neither side was there before. */
  add({ kind, query, code }: Pair): boolean {
    const keys = [`q${digest(query)}`, `${kind}${digest(code)}`];
    if (keys.some((key) => this.#seen.has(key))) return false;
    for (const key of keys) this.#seen.add(key);
    return true;
  }
}

/** 64 bits are enough for millions of texts, and short enough to keep. */
export function digest(text: string): string {
  return createHash("sha1").update(text).digest("base64").slice(0, 11);
}
