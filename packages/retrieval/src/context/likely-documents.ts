import type { LexicalDocument, LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { scoreOfCopy, searchTerms, tellingTerms } from "../lexical/search-terms.ts";

/** With 24, the context of 20 hunks took 100 ms longer and had 85 items instead of 82. */
const CANDIDATES = 16;
const QUERY_TERMS = 30;
/** With fewer telling terms everything is a little similar. */
const FEWEST_TERMS = 6;

/** A chunk that shares telling words with a piece of code. */
export interface LikelyDocument {
  document: LexicalDocument;
  /** Share of the score that a copy of the text would have; above 1 for a longer copy. */
  likeness: number;
}

export interface Likely {
  documents: LikelyDocument[];
  /** The rarest words of the piece of code. */
  tellingTerms: ReadonlySet<string>;
}

/** Chunks that share the most telling words of a piece of code, best first. */
export async function likelyDocuments(snapshot: LexicalSnapshot, text: string): Promise<Likely> {
  const terms = await tellingTerms([snapshot], text, QUERY_TERMS);
  const telling = new Set(terms.keys());
  if (terms.size < FEWEST_TERMS) return { documents: [], tellingTerms: telling };
  const hits = await searchTerms([snapshot], terms, CANDIDATES);
  const copy = await scoreOfCopy([snapshot], terms);
  const documents = hits.map(({ document, score }) => ({ document, likeness: score / copy }));
  return { documents, tellingTerms: telling };
}
