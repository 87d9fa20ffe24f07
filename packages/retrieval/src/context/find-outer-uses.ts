import type { NameUse, UsesRequest } from "../model.ts";
import type { RepositoryScope } from "../search/search-scope.ts";
import { findDefinitions } from "../storage/find-definitions.ts";
import { findReferences, type StoredReference } from "../storage/find-references.ts";
import { findStoredNames } from "../storage/find-stored-names.ts";
import { readIndexState } from "../storage/read-index-state.ts";
import { COMMON_MEMBERS } from "./common-members.ts";
import { type RepositoryMap, repositoryMapOf } from "./repository-map.ts";
import { isSamePackage, seesOnlyImports } from "./same-package.ts";

/**
 * Where other files use names that a file defines, in order of path and line. Only what is nearly
 * sure: the user imports the file, or is of its package, or nobody else defines the name. A name
 * that everything has (`get`, `close`) is never answered.
 */
export async function findOuterUses(
  { database, repositoryId }: RepositoryScope,
  requests: readonly UsesRequest[],
): Promise<NameUse[][]> {
  const names = [...new Set(requests.flatMap((request) => request.names))].filter(
    (name) => !COMMON_MEMBERS.has(name),
  );
  const { version } = await readIndexState(database, repositoryId);
  if (version === 0 || names.length === 0) return requests.map(() => []);
  const map = await repositoryMapOf(database, repositoryId, version);
  const [references, definitions] = await Promise.all([
    findReferences(database, repositoryId, map.tree, names),
    findDefinitions(database, repositoryId, map.tree, names),
  ]);
  const definedIn = Map.groupBy(definitions, ({ name }) => name);
  return requests.map(({ path, names: wanted }) => {
    const isWanted = new Set(wanted);
    return references
      .filter((use) => use.path !== path && isWanted.has(use.name))
      .filter((use) => {
        const places = (definedIn.get(use.name) ?? []).filter((each) => each.path !== path);
        return isUseOf(path, use, places, map);
      })
      .map(({ name, path: user, line, enclosing }) => ({ name, path: user, line, enclosing }))
      .sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  });
}

function isUseOf(
  path: string,
  use: StoredReference,
  otherPlaces: readonly { path: string }[],
  map: RepositoryMap,
): boolean {
  // Whoever defines a name itself means its own one.
  if (otherPlaces.some((place) => place.path === use.path)) return false;
  if (map.imports.reach(use.path, use.imports).has(path)) return true;
  if (otherPlaces.length > 0) return false;
  return isSamePackage(use.path, path) && !seesOnlyImports(use.path);
}

/** Which of the names the code defines or uses outside of some files; null without an index. */
export async function findKnownNames(
  { database, repositoryId }: RepositoryScope,
  names: readonly string[],
  exceptPaths: readonly string[],
): Promise<ReadonlySet<string> | null> {
  const { version } = await readIndexState(database, repositoryId);
  if (version === 0) return null;
  return findStoredNames(database, repositoryId, names, exceptPaths);
}
