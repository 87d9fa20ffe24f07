import type { StoredDefinition } from "../storage/find-definitions.ts";
import { isTestPath } from "../text/path-kind.ts";
import { COMMON_MEMBERS } from "./common-members.ts";
import { type ContextPlace, cutPlace } from "./context-place.ts";
import { overlaps } from "./line-range.ts";
import type { ReadHunk } from "./read-hunk.ts";
import type { RepositoryMap } from "./repository-map.ts";
import { isSamePackage, seesOnlyImports } from "./same-package.ts";
import type { UsedName } from "./used-names.ts";

/** A name defined in more places says nothing, unless an import tells which one is meant. */
const MOST_PLACES = 5;
const MOST_A_NAME = 2;

interface Ranked extends ContextPlace {
  rank: number;
}

interface Resolver {
  hunk: ReadHunk;
  reached: ReadonlyMap<string, number>;
  byName: ReadonlyMap<string, readonly StoredDefinition[]>;
}

/** Names to ask the index for: what the changed lines use, and the classes that own some of it. */
export function namesToDefine({ usedNames }: ReadHunk): string[] {
  return usedNames.flatMap(({ name, owner }) => (owner === null ? [name] : [name, owner]));
}

/** Definitions of the names that the changed lines use, the surest first. */
export function findUsedDefinitions(
  stored: readonly StoredDefinition[],
  hunk: ReadHunk,
  { imports }: RepositoryMap,
): ContextPlace[] {
  const byName = Map.groupBy(
    stored.filter(({ path }) => path !== hunk.path),
    ({ name }) => name,
  );
  const reached = imports.reach(hunk.path, hunk.facts?.imports ?? []);
  const ranked = hunk.usedNames.flatMap((use) => resolve(use, { hunk, reached, byName }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ rank, ...place }) => cutPlace(place));
}

function resolve(use: UsedName, resolver: Resolver): Ranked[] {
  const { hunk, byName } = resolver;
  const places = byName.get(use.name) ?? [];
  if (use.owner !== null) return ofOwner(use, use.owner, places, resolver);
  const own = ownDefinitions(hunk, use.name, null);
  return own ?? byTrust(use, places, resolver);
}

/** A member whose class is known: of that class or of what it extends, and of nothing else. */
function ofOwner(
  use: UsedName,
  owner: string,
  places: readonly StoredDefinition[],
  resolver: Resolver,
): Ranked[] {
  const { hunk, byName } = resolver;
  for (const [depth, name] of [owner, ...supertypesOf(owner, resolver)].entries()) {
    const own = ownDefinitions(hunk, use.name, name);
    if (own !== null) return own;
    const members = places.filter(({ scopes }) => scopes.at(-1) === name);
    if (members.length === 0) continue;
    const trusted = byTrust(use, members, resolver);
    const how = depth === 0 ? `of ${name}` : `of ${name}, which ${owner} extends`;
    return trusted.map((place) => ({
      ...place,
      rank: Math.min(place.rank, 1),
      reason: `defines ${use.name} ${how}`,
    }));
  }
  const isOurs = byName.has(owner) || ownDefinitions(hunk, owner, null) !== null;
  // `models.User`: a module's name, or a class that this repository does not define.
  return isOurs ? [] : byTrust({ ...use, owner: null }, places, resolver);
}

function supertypesOf(owner: string, { hunk, byName }: Resolver): string[] {
  const own = (hunk.facts?.definitions ?? []).filter(({ name }) => name === owner);
  const all = [...own, ...(byName.get(owner) ?? [])];
  return [...new Set(all.flatMap(({ supertypes }) => supertypes))];
}

/** Null when the file does not define the name; nothing when the diff shows the definition. */
function ownDefinitions(hunk: ReadHunk, name: string, owner: string | null): Ranked[] | null {
  const own = (hunk.facts?.definitions ?? []).filter(
    (definition) =>
      definition.name === name && (owner === null || definition.scopes.at(-1) === owner),
  );
  if (own.length === 0) return null;
  return own
    .filter((definition) => !hunk.shown.some((shown) => overlaps(shown, definition)))
    .slice(0, MOST_A_NAME)
    .map(({ startLine, endLine }) => ({
      kind: "definition",
      path: hunk.path,
      startLine,
      endLine,
      symbol: name,
      reason: `defines ${name}, in the same file`,
      isAtHead: true,
      rank: 1,
    }));
}

function byTrust(
  use: UsedName,
  places: readonly StoredDefinition[],
  { hunk, reached }: Resolver,
): Ranked[] {
  const fitting = places.filter((place) => use.isMember || place.kind !== "method");
  const imported = fitting.filter(({ path }) => reached.has(path));
  if (imported.length > 0) {
    const hops = Math.min(...imported.map(({ path }) => reached.get(path) ?? 0));
    const nearest = imported.filter(({ path }) => reached.get(path) === hops);
    // A member of who knows what: its name must be telling when only a barrel leads there.
    const isVague = use.isMember && hops > 0 && (places.length > 1 || COMMON_MEMBERS.has(use.name));
    if (nearest.length > MOST_PLACES || isVague) return [];
    return rank(nearest, 0, hops === 0 ? "imported" : "imported through its package");
  }
  const code = fitting.filter(
    ({ path, kind, name, scopes }) =>
      (kind !== "variable" || (scopes.length === 0 && isTelling(name) && isVisible(path, hunk))) &&
      !COMMON_MEMBERS.has(name) &&
      (isTestPath(hunk.path) || !isTestPath(path)),
  );
  if (code.length === 0 || code.length > MOST_PLACES) return [];
  const near = code.filter(({ path }) => isSamePackage(path, hunk.path));
  if (near.length > 0) return rank(near, 2, "in the same package");
  const isForeign = !use.isMember && seesOnlyImports(hunk.path) && !isNamedInImport(use.name, hunk);
  return code.length === 1 && !isForeign ? rank(code, 3, "the only one of that name") : [];
}

/** A plain word is a local variable of somebody, a compound or a capital says more. */
function isTelling(name: string): boolean {
  return /^\p{Lu}|[\p{Ll}\p{N}]\p{Lu}|[^_]_[^_]/u.test(name);
}

/** Where packages share their constants without an import. */
function isVisible(path: string, hunk: ReadHunk): boolean {
  return isSamePackage(path, hunk.path) && !seesOnlyImports(hunk.path);
}

/** An import that leads nowhere here may still name it: an alias of a bundler, generated code. */
function isNamedInImport(name: string, { headLines }: ReadHunk): boolean {
  const word = name.replaceAll("$", "\\$");
  return new RegExp(`\\b(?:import|from|use|require)\\b[^;]{0,400}?\\b${word}\\b`).test(
    (headLines ?? []).join("\n"),
  );
}

function rank(places: readonly StoredDefinition[], order: number, how: string): Ranked[] {
  return places.slice(0, MOST_A_NAME).map(({ name, path, startLine, endLine }) => ({
    kind: "definition",
    path,
    startLine,
    endLine,
    symbol: name,
    reason: `defines ${name}, ${how}`,
    rank: order,
  }));
}
