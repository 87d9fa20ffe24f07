import type { ContextItem, ContextRequest } from "../model.ts";
import { repositoryCacheOf } from "../repository-cache.ts";
import type { RepositoryScope } from "../search/search-scope.ts";
import { readIndexState } from "../storage/read-index-state.ts";
import { chooseChunks } from "./choose-chunks.ts";
import type { ContextPlace } from "./context-place.ts";
import { findConventions } from "./conventions.ts";
import { fillBudget } from "./fill-budget.ts";
import { findCompanions } from "./find-companions.ts";
import { findConnections } from "./find-connections.ts";
import { findImplementers } from "./find-implementers.ts";
import { findLookAlikes } from "./find-look-alikes.ts";
import { findMembers } from "./find-members.ts";
import { findReviews } from "./find-reviews.ts";
import { findUsedDefinitions } from "./find-used-definitions.ts";
import { findUses } from "./find-uses.ts";
import { gatherFacts, type HunkFacts } from "./gather-facts.ts";
import { type ReadHunk, readHunk } from "./read-hunk.ts";
import { readItems } from "./read-items.ts";
import { type RepositoryMap, repositoryMapOf } from "./repository-map.ts";

/**
 * What a reviewer of some hunks should see beside them, for each request: exact answers first
 * (definitions, callers, tests, from the syntax), then copies and likeness, then what people said
 * and wrote down. Nothing that the diff shows, nothing twice. The requests of one change share
 * their queries: a query for each kind, whatever the number of hunks.
 */
export async function contextForChange(
  scope: RepositoryScope,
  requests: readonly ContextRequest[],
): Promise<ContextItem[][]> {
  const { database, repositoryId } = scope;
  const state = await readIndexState(database, repositoryId);
  const answerable = requests.filter(isAnswerable);
  if (state.version === 0 || answerable.length === 0) return requests.map(() => []);
  const [map, snapshot] = await Promise.all([
    repositoryMapOf(database, repositoryId, state.version),
    repositoryCacheOf(database, repositoryId).snapshot(state.version),
  ]);
  const hunks = await Promise.all(answerable.map(readHunk));
  const facts = await gatherFacts(database, repositoryId, map, snapshot, hunks);
  const found = hunks.map((hunk, index) => {
    const request = answerable[index];
    const ofHunk = facts[index];
    return request === undefined || ofHunk === undefined
      ? []
      : placesOf(request, hunk, ofHunk, map);
  });
  const places = await chooseChunks(database, repositoryId, map, hunks, found);
  const items = await readItems(database, repositoryId, map, answerable, hunks, places);
  const filled = new Map(
    answerable.map((request, index) => [
      request,
      fillBudget(items[index] ?? [], request.maxTokens),
    ]),
  );
  return requests.map((request) => filled.get(request) ?? []);
}

function isAnswerable({ file, hunkIndexes, maxTokens }: ContextRequest): boolean {
  return maxTokens > 0 && hunkIndexes.some((index) => file.hunks[index] !== undefined);
}

function placesOf(
  { changedFiles = [] }: ContextRequest,
  hunk: ReadHunk,
  facts: HunkFacts,
  map: RepositoryMap,
): ContextPlace[] {
  const { definitions, references, subtypes, candidates, comments, tellingTerms } = facts;
  const changedPaths = new Set(
    changedFiles.flatMap(({ path, previousPath }) => [path, previousPath ?? path]),
  );
  // What usually changes with the file and did not is worth a look; what did is in the diff.
  const companions = new Map([...facts.companions].filter(([path]) => !changedPaths.has(path)));
  const used = findUsedDefinitions(definitions, hunk, map);
  const resolved = new Set(used.flatMap(({ symbol }) => symbol ?? []));
  return [
    ...used,
    ...findMembers(hunk, map, facts.typesOf, resolved),
    ...findImplementers(hunk, subtypes, definitions),
    ...findUses({ hunk, map, definitions, references, companions, history: facts.history }),
    ...findLookAlikes(hunk, candidates),
    ...findReviews(hunk, comments),
    ...findConventions(hunk, tellingTerms, map.guides, changedPaths),
    ...findCompanions(hunk, companions, map),
    ...findConnections({ ...facts, hunk, map, companions }).filter(
      ({ path }) => !changedPaths.has(path),
    ),
  ];
}
