import type { LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { scoreOfCopy, searchTerms, tellingTerms } from "../lexical/search-terms.ts";
import { byScore, keyOfDocument } from "../search/candidate.ts";
import { fuse, PROSE_VECTOR_WEIGHT } from "../search/fuse.ts";
import { nearestDocuments } from "../search/nearest-documents.ts";
import type { SearchScope } from "../search/search-scope.ts";
import type { IndexState } from "../storage/read-index-state.ts";
import { isTestPath, pathPrior } from "../text/path-kind.ts";
import type { ContextPlace } from "./context-place.ts";
import { overlaps } from "./line-range.ts";
import type { ReadHunk } from "./read-hunk.ts";

const CANDIDATES = 30;
const MOST_ITEMS = 3;
const QUERY_TERMS = 40;
/** With fewer telling terms everything is a little similar. */
const FEWEST_TERMS = 6;
/** Share of the score that a copy of the text would have. */
const LEAST_LIKENESS = 0.3;

/** Code that looks like what the hunk changes: a place to learn from, or one that was forgotten. */
export async function findSimilar(
  scope: SearchScope,
  state: IndexState,
  snapshot: LexicalSnapshot,
  hunk: ReadHunk,
): Promise<ContextPlace[]> {
  const terms = await tellingTerms([snapshot], hunk.subject, QUERY_TERMS);
  if (terms.size < FEWEST_TERMS) return [];
  const lexical = await searchTerms([snapshot], terms, CANDIDATES);
  const copy = await scoreOfCopy([snapshot], terms);
  const likeness = new Map(
    lexical.map(({ document, score }) => [keyOfDocument(document), score / copy]),
  );
  const nearest = await nearestDocuments(scope, state, snapshot, hunk.subject, CANDIDATES);
  const fused = fuse(lexical, nearest.documents, PROSE_VECTOR_WEIGHT);
  const candidates = [...fused.values()].filter(({ document }) => {
    const isHere =
      document.path === hunk.path &&
      [...hunk.shown, ...hunk.touched].some((range) => overlaps(range, document));
    const isSideways = isTestPath(document.path) && !isTestPath(hunk.path);
    return !isHere && !isSideways && (likeness.get(keyOfDocument(document)) ?? 0) >= LEAST_LIKENESS;
  });
  for (const candidate of candidates) {
    candidate.score *= isTestPath(hunk.path) ? 1 : pathPrior(candidate.document.path).factor;
  }
  return candidates
    .sort(byScore)
    .slice(0, MOST_ITEMS)
    .map(({ document: { path, startLine, endLine, symbol } }) => ({
      kind: "similar",
      path,
      startLine,
      endLine,
      symbol,
      reason: symbol === null ? "similar code" : `${symbol} is similar code`,
    }));
}
