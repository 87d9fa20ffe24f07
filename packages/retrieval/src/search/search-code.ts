import type { Database } from "@devflow/database";
import { searchTerms } from "../lexical/search-terms.ts";
import type { SearchHit } from "../model.ts";
import { embedderSourceOf } from "../vectors/embedder-choice.ts";
import { byScore, newCandidate } from "./candidate.ts";
import { findQueriedDefinitions, type QueriedDefinitions } from "./find-queried-definitions.ts";
import { fuse, PROSE_VECTOR_WEIGHT, SYMBOL_VECTOR_WEIGHT } from "./fuse.ts";
import { nearestDocuments } from "./nearest-documents.ts";
import { openRepositories } from "./open-repositories.ts";
import { applyRankingRules } from "./ranking-rules.ts";
import { readHits } from "./read-hits.ts";
import { readQuery } from "./read-query.ts";
import { EVERY_PART, type SearchParts } from "./search-parts.ts";
import type { SearchScope } from "./search-scope.ts";

/** Each list gives this many: 50 loses 0.014 over foreign development labels, 200 0.005 over our own. */
const CANDIDATES = 100;
/** Where only some paths are wanted, they may stand far behind others. */
const CANDIDATES_OF_SOME = 1_000;
const NO_DEFINITIONS: QueriedDefinitions = new Map();

/**
 * Hybrid search over all repositories of the scope at once: full text and vectors fused, then
 * ranking rules. Repositories without an index have no hits.
 *
 * @param accepts which paths are wanted; default all
 */
export async function searchCode(
  database: Database,
  { repositoryIds, embedder = "builtin" }: SearchScope,
  text: string,
  {
    limit,
    parts = EVERY_PART,
    accepts,
  }: { limit: number; parts?: SearchParts; accepts?: (path: string) => boolean },
): Promise<SearchHit[]> {
  const query = readQuery(text);
  if (query.terms.size === 0) return [];
  const repositories = await openRepositories(database, repositoryIds);
  const snapshots = repositories.map(({ snapshot }) => snapshot);
  const most = accepts === undefined ? CANDIDATES : CANDIDATES_OF_SOME;
  // Side by side: the database looks for definitions while this thread computes.
  const [definitions, lexical, nearest] = await Promise.all([
    parts.rules ? findQueriedDefinitions(database, snapshots, query) : NO_DEFINITIONS,
    parts.lexical ? searchTerms(snapshots, query.terms, most) : [],
    parts.vectors
      ? nearestDocuments(database, embedderSourceOf(embedder), repositories, query.text, most)
      : { documents: [], failure: null },
  ]);
  const weight = query.isSymbol ? SYMBOL_VECTOR_WEIGHT : PROSE_VECTOR_WEIGHT;
  const isWanted = ({ document }: { document: { path: string } }) =>
    accepts === undefined || accepts(document.path);
  const candidates = fuse(lexical.filter(isWanted), nearest.documents.filter(isWanted), weight);
  if (!parts.rules) {
    const ranked = [...candidates.values()].sort(byScore).slice(0, limit);
    return readHits(database, repositories, ranked, query);
  }
  for (const [key, [definition]] of definitions) {
    if (definition === undefined || candidates.has(key) || !isWanted(definition)) continue;
    candidates.set(key, newCandidate(definition.document));
  }
  const ranked = applyRankingRules([...candidates.values()], query, definitions, limit);
  const hits = await readHits(database, repositories, ranked, query);
  return nearest.failure === null ? hits : hits.map((hit) => withoutVectors(hit, nearest.failure));
}

/** Whoever reads the hits shall not take a list without likeness for the whole answer. */
function withoutVectors(hit: SearchHit, failure: string | null): SearchHit {
  return { ...hit, reasons: [...hit.reasons, `no vectors: ${failure}`] };
}
