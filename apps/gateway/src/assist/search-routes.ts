import { randomUUID } from "node:crypto";
import type { Caller } from "@devflow/identity";
import { openCodeIndex, type SearchHit, searchCode } from "@devflow/retrieval";
import { languageOf } from "@devflow/syntax";
import type { z } from "zod";
import { knownLanguage } from "../completions/input-of-segments.ts";
import { defineRoute, type Route } from "../http/route.ts";
import type { AssistServices } from "./assist-services.ts";
import { whyNothing } from "./empty-search.ts";
import { embedderOf, knownRepository, type Retrieved } from "./known-repository.ts";
import { pathMatcher } from "./path-filter.ts";
import { Recorder } from "./run-assist.ts";
import { searchAnswer, searchRequest } from "./schemas/search.ts";

const standardLimit = 10;
export type SearchQuery = z.output<typeof searchRequest>;
type SearchHits = z.input<typeof searchAnswer>["hits"];

/** `POST /v1/search`: code of the repositories that the caller may read, and of no other. */
export function searchRoutes(services: AssistServices): Route[] {
  return [
    defineRoute({
      method: "POST",
      path: "/v1/search",
      operation: "searchCode",
      summary: "Finds code in the repositories that the caller may read.",
      description:
        "By words, names and meaning. A repository that does not exist or that the caller may not read has no hits, and `note` says the same of both.",
      scope: "search",
      rate: "search",
      body: searchRequest,
      answer: searchAnswer,
      async handle({ caller, editor, signal, body }) {
        const scope = await searchScope(services, caller, body.repository, signal);
        const hits = await findCode(services, scope, body);
        const note =
          hits.length > 0 ? null : await whyNothing(services, scope, body.repository || null);
        await new Recorder(services, {
          id: `search-${randomUUID()}`,
          ...{ feature: "search", caller, editor },
          language: knownLanguage(body.language, null),
          repositoryId: body.repository ? (scope[0] ?? null) : null,
          retrieved: retrievedOf(hits),
        }).record("answered");
        return { body: { hits, note } };
      },
    }),
  ];
}

/** The repositories that a search reads: the named one, or all; none where it is not readable. */
export async function searchScope(
  services: AssistServices,
  caller: Caller,
  repository: string | null | undefined,
  signal: AbortSignal,
): Promise<readonly number[]> {
  if (!repository) return services.identity.access.allReadable(caller, signal);
  const known = await knownRepository(services, caller, repository, signal);
  return known === null ? [] : [known.id];
}

/** Hits with the commit that they reflect and how old that is. */
export async function findCode(
  services: AssistServices,
  repositoryIds: readonly number[],
  { query, language, path, limit }: SearchQuery,
): Promise<SearchHits> {
  if (repositoryIds.length === 0) return [];
  const { database } = services.parts;
  const found = await searchCode(
    database,
    { repositoryIds, embedder: await embedderOf(services) },
    query,
    {
      limit: limit ?? standardLimit,
      ...(language || path ? { accepts: filterOf(language, path) } : {}),
    },
  );
  // Whoever may read the repository has them there; an answer of ours spreads nothing of them.
  const hits = found.filter(({ path: at }) => !services.isSecretFile(at));
  const ids = [...new Set(hits.map(({ repositoryId }) => repositoryId))];
  const read = await Promise.all(
    ids.map(async (id) => [id, (await openCodeIndex(database, id).status()).updatedAt] as const),
  );
  const readAt = new Map(read);
  return hits.map((hit) => hitJson(hit, readAt.get(hit.repositoryId) ?? null));
}

function filterOf(language: string | null | undefined, path: string | null | undefined) {
  const name = language ? (knownLanguage(language, null) ?? language.toLowerCase()) : null;
  const isThere = pathMatcher(path ?? "");
  return (found: string) => (name === null || languageOf(found) === name) && isThere(found);
}

function hitJson(hit: SearchHit, readAt: Date | null): SearchHits[number] {
  return {
    repository: hit.repository,
    path: hit.path,
    start_line: hit.startLine,
    end_line: hit.endLine,
    kind: hit.kind,
    symbol: hit.symbol,
    text: hit.text,
    commit: hit.commitSha,
    indexed_at: readAt?.toISOString() ?? null,
    age_seconds:
      readAt === null ? null : Math.max(0, Math.round((Date.now() - readAt.getTime()) / 1_000)),
    score: hit.score,
    reasons: hit.reasons,
  };
}

/** What hits show, for the audit log: an entry for each repository. */
export function retrievedOf(hits: SearchHits): Retrieved[] {
  return [...Map.groupBy(hits, ({ repository }) => repository)].map(([repository, pieces]) => ({
    repository,
    commit: pieces[0]?.commit ?? null,
    pieces: pieces.length,
  }));
}
