import type { RepositoryScope } from "../search/search-scope.ts";
import { findDefinitions } from "../storage/find-definitions.ts";
import { findReferences } from "../storage/find-references.ts";
import { readIndexState } from "../storage/read-index-state.ts";
import { type RepositoryMap, repositoryMapOf } from "./repository-map.ts";

/** Null without an index. */
export async function findPaths(scope: RepositoryScope): Promise<readonly string[] | null> {
  return (await liveMap(scope))?.tree.files.map(({ path }) => path) ?? null;
}

/** Files with a use of each of the names; at most the 200 newest uses of each are looked at. */
export async function findPathsNaming(
  scope: RepositoryScope,
  names: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { database, repositoryId } = scope;
  const map = await liveMap(scope);
  const uses = map === null ? [] : await findReferences(database, repositoryId, map.tree, names);
  const paths = new Map(names.map((name) => [name, new Set<string>()]));
  for (const { name, path } of uses) paths.get(name)?.add(path);
  return paths;
}

/** Files with a definition of the name. */
export async function findPathsDefining(
  scope: RepositoryScope,
  name: string,
): Promise<ReadonlySet<string>> {
  const { database, repositoryId } = scope;
  const map = await liveMap(scope);
  const places =
    map === null ? [] : await findDefinitions(database, repositoryId, map.tree, [name]);
  return new Set(places.map(({ path }) => path));
}

async function liveMap({ database, repositoryId }: RepositoryScope): Promise<RepositoryMap | null> {
  const { version } = await readIndexState(database, repositoryId);
  return version === 0 ? null : repositoryMapOf(database, repositoryId, version);
}
