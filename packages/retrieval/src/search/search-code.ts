import type { LexicalDocument, LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { searchTerms } from "../lexical/search-terms.ts";
import type { SearchHit } from "../model.ts";
import { repositoryCacheOf } from "../repository-cache.ts";
import { findDefinitions } from "../storage/find-definitions.ts";
import { readChunkTexts } from "../storage/read-chunk-texts.ts";
import { readIndexState } from "../storage/read-index-state.ts";
import { pathText } from "../text/path-words.ts";
import { countTerms } from "../text/split-terms.ts";
import { byScore, type Candidate, keyOfDocument } from "./candidate.ts";
import { fuse, PROSE_VECTOR_WEIGHT, SYMBOL_VECTOR_WEIGHT } from "./fuse.ts";
import { nearestDocuments } from "./nearest-documents.ts";
import { applyRankingRules } from "./ranking-rules.ts";
import { type ReadQuery, readQuery } from "./read-query.ts";
import { EVERY_PART } from "./search-parts.ts";
import type { SearchScope } from "./search-scope.ts";

/** Each list gives this many; more changed nothing but the time. */
const CANDIDATES = 50;
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
  const found = lexical.map(({ document }) => document);
  const candidates = fuse(found, nearest.documents, weight);
  if (!parts.rules) {
    return toHits(scope, [...candidates.values()].sort(byScore).slice(0, limit), query);
  }
  const defined = await definedNames(scope, snapshot, query);
  for (const [key, { document }] of defined) {
    if (!candidates.has(key)) candidates.set(key, { document, score: 0, reasons: [] });
  }
  const names = new Map([...defined].map(([key, { names: found }]) => [key, found]));
  const ranked = applyRankingRules([...candidates.values()], query, names, limit);
  const hits = await toHits(scope, ranked, query);
  return nearest.failure === null ? hits : hits.map((hit) => withoutVectors(hit, nearest.failure));
}

/** Whoever reads the hits shall not take a list without likeness for the whole answer. */
function withoutVectors(hit: SearchHit, failure: string | null): SearchHit {
  return { ...hit, reasons: [...hit.reasons, `no vectors: ${failure}`] };
}

async function definedNames(
  { database, repositoryId }: SearchScope,
  snapshot: LexicalSnapshot,
  query: ReadQuery,
) {
  const found = new Map<string, { document: LexicalDocument; names: string[] }>();
  const definitions = await findDefinitions(database, repositoryId, snapshot, query.symbols);
  for (const { name, path, startLine } of definitions) {
    const document = snapshot.documentWithLine(path, startLine);
    if (document === undefined) continue;
    const key = keyOfDocument(document);
    const entry = found.get(key) ?? { document, names: [] };
    entry.names.push(name);
    found.set(key, entry);
  }
  return found;
}

async function toHits(
  { database, repositoryId }: SearchScope,
  ranked: readonly Candidate[],
  query: ReadQuery,
): Promise<SearchHit[]> {
  const places = ranked.map(({ document }) => document);
  const texts = await readChunkTexts(database, repositoryId, places);
  return ranked.map(({ document, score, reasons }, index) => {
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
      reasons: [...reasons, ...matched],
      text,
    };
  });
}
