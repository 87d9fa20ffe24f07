import { searchTerms } from "../lexical/search-terms.ts";
import type { SearchHit } from "../model.ts";
import { repositoryCacheOf } from "../repository-cache.ts";
import { readChunkTexts } from "../storage/read-chunk-texts.ts";
import { readIndexState } from "../storage/read-index-state.ts";
import { pathText } from "../text/path-words.ts";
import { countTerms } from "../text/split-terms.ts";
import { byScore, type Candidate, newCandidate } from "./candidate.ts";
import { findQueriedDefinitions } from "./find-queried-definitions.ts";
import { fuse, PROSE_VECTOR_WEIGHT, SYMBOL_VECTOR_WEIGHT } from "./fuse.ts";
import { nearestDocuments } from "./nearest-documents.ts";
import { applyRankingRules } from "./ranking-rules.ts";
import { type ReadQuery, readQuery } from "./read-query.ts";
import { EVERY_PART } from "./search-parts.ts";
import type { SearchScope } from "./search-scope.ts";

/** Each list gives this many: 100 instead of 50 is worth 0.004, 200 no more. */
const CANDIDATES = 100;
const MOST_SHOWN_TERMS = 6;

/** Hybrid search: full text and vectors fused, then ranking rules. */
export async function searchCode(
  scope: SearchScope,
  text: string,
  limit: number,
  parts = EVERY_PART,
): Promise<SearchHit[]> {
  const { database, repositoryId } = scope;
  const query = readQuery(text);
  const state = await readIndexState(database, repositoryId);
  if (query.terms.size === 0 || state.version === 0) return [];
  const snapshot = await repositoryCacheOf(database, repositoryId).snapshot(state.version);
  const lexical = parts.lexical ? await searchTerms([snapshot], query.terms, CANDIDATES) : [];
  const nearest = parts.vectors
    ? await nearestDocuments(scope, state, snapshot, query.text, CANDIDATES)
    : { documents: [], failure: null };
  const weight = query.isSymbol ? SYMBOL_VECTOR_WEIGHT : PROSE_VECTOR_WEIGHT;
  const candidates = fuse(lexical, nearest.documents, weight);
  if (!parts.rules) {
    return toHits(scope, [...candidates.values()].sort(byScore).slice(0, limit), query);
  }
  const definitions = await findQueriedDefinitions(scope, snapshot, query);
  for (const [key, [definition]] of definitions) {
    if (definition === undefined || candidates.has(key)) continue;
    candidates.set(key, newCandidate(definition.document));
  }
  const ranked = applyRankingRules([...candidates.values()], query, definitions, limit);
  const hits = await toHits(scope, ranked, query);
  return nearest.failure === null ? hits : hits.map((hit) => withoutVectors(hit, nearest.failure));
}

/** Whoever reads the hits shall not take a list without likeness for the whole answer. */
function withoutVectors(hit: SearchHit, failure: string | null): SearchHit {
  return { ...hit, reasons: [...hit.reasons, `no vectors: ${failure}`] };
}

async function toHits(
  { database, repositoryId }: SearchScope,
  ranked: readonly Candidate[],
  query: ReadQuery,
): Promise<SearchHit[]> {
  const places = ranked.map(({ document }) => document);
  const texts = await readChunkTexts(database, repositoryId, places);
  return ranked.map(({ document, score, reasons, parts }, index) => {
    const text = texts[index] ?? "";
    const { path, startLine, endLine, kind, symbol } = document;
    const terms = countTerms(`${pathText(path)}\n${text}`);
    const shared = [...query.terms.keys()].filter((term) => terms.has(term));
    const matched =
      shared.length === 0 ? [] : [`full text: ${shared.slice(0, MOST_SHOWN_TERMS).join(", ")}`];
    return {
      path,
      startLine,
      endLine,
      kind,
      symbol,
      score,
      parts,
      reasons: [...reasons, ...matched],
      text,
    };
  });
}
