import type { LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import type { ContextItem, ContextRequest } from "../model.ts";
import { repositoryCacheOf } from "../repository-cache.ts";
import type { SearchScope } from "../search/search-scope.ts";
import { findDefinitions } from "../storage/find-definitions.ts";
import { readIndexState } from "../storage/read-index-state.ts";
import { readSpans } from "../storage/read-spans.ts";
import type { ContextPlace } from "./context-place.ts";
import { fillBudget, type UnpricedItem } from "./fill-budget.ts";
import { findSimilar } from "./find-similar.ts";
import { findUsedDefinitions } from "./find-used-definitions.ts";
import { findUses, namesToFindUsesOf } from "./find-uses.ts";
import { overlaps } from "./line-range.ts";
import { type ReadHunk, readHunk } from "./read-hunk.ts";

/**
 * What a reviewer of some hunks of a file should see beside them: exact answers first (definitions, callers,
 * tests, from the syntax), then likeness. Nothing that the diff shows, nothing twice.
 */
export async function contextForHunks(
  scope: SearchScope,
  request: ContextRequest,
): Promise<ContextItem[]> {
  const { database, repositoryId } = scope;
  const state = await readIndexState(database, repositoryId);
  const { file, hunkIndexes, maxTokens } = request;
  const isKnown = hunkIndexes.some((index) => file.hunks[index] !== undefined);
  if (state.version === 0 || !isKnown || maxTokens <= 0) return [];
  const hunk = await readHunk(request);
  const snapshot = await repositoryCacheOf(database, repositoryId).snapshot(state.version);
  // One question for both: those that the change uses, and rivals of those that it touches.
  const names = [...new Set([...hunk.usedNames, ...namesToFindUsesOf(hunk)])];
  const definitions = await findDefinitions(database, repositoryId, snapshot, names);
  const places = [
    ...findUsedDefinitions(definitions, hunk),
    ...(await findUses(database, repositoryId, hunk, snapshot, definitions)),
    ...(await findSimilar(scope, state, snapshot, hunk)),
  ];
  return fillBudget(await readItems(scope, snapshot, hunk, places), maxTokens);
}

/** The changed file's text is taken from head, every other file's from the index. */
async function readItems(
  { database, repositoryId }: SearchScope,
  snapshot: LexicalSnapshot,
  hunk: ReadHunk,
  places: readonly ContextPlace[],
): Promise<UnpricedItem[]> {
  const texts = await readSpans(database, repositoryId, snapshot, places);
  return places.flatMap((place, index): UnpricedItem[] => {
    const isOwn = place.path === hunk.path;
    if (isOwn && hunk.shown.some((shown) => overlaps(shown, place))) return [];
    const head = isOwn ? hunk.headLines : null;
    const text = head?.slice(place.startLine - 1, place.endLine).join("\n") ?? texts[index] ?? "";
    return text.trim() === "" ? [] : [{ ...place, text }];
  });
}
