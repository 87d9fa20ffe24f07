import type { StoredDefinition } from "../storage/find-definitions.ts";
import { isTestPath } from "../text/path-kind.ts";
import { folderOf } from "../text/path-words.ts";
import { COMMON_MEMBERS } from "./common-members.ts";
import { type ContextPlace, cutPlace } from "./context-place.ts";
import { isImported } from "./is-imported.ts";
import { overlaps } from "./line-range.ts";
import type { ReadHunk } from "./read-hunk.ts";

/** A name defined in more places says nothing, unless an import tells which one is meant. */
const MOST_PLACES = 5;
const MOST_A_NAME = 2;

interface Ranked extends ContextPlace {
  rank: number;
}

/** Definitions of the names that the changed lines use, the surest first. */
export function findUsedDefinitions(
  stored: readonly StoredDefinition[],
  hunk: ReadHunk,
): ContextPlace[] {
  const byName = Map.groupBy(
    stored.filter(({ path }) => path !== hunk.path),
    ({ name }) => name,
  );
  const ranked = hunk.usedNames.flatMap((name): Ranked[] => {
    const own = ownDefinitions(hunk, name);
    return own ?? resolve(hunk, byName.get(name) ?? []);
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ rank, ...place }) => cutPlace(place));
}

/** Null when the file does not define the name; nothing when the diff shows the definition. */
function ownDefinitions(hunk: ReadHunk, name: string): Ranked[] | null {
  const own = (hunk.facts?.definitions ?? []).filter((definition) => definition.name === name);
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
      rank: 1,
    }));
}

function resolve(hunk: ReadHunk, places: readonly StoredDefinition[]): Ranked[] {
  const imports = hunk.facts?.imports ?? [];
  const imported = places.filter(
    ({ path, scopes }) => scopes.length === 0 && isImported(path, hunk.path, imports),
  );
  if (imported.length > 0) return rank(imported, 0, "imported");
  const code = places.filter(
    ({ path, kind, name }) =>
      kind !== "variable" &&
      !COMMON_MEMBERS.has(name) &&
      (isTestPath(hunk.path) || !isTestPath(path)),
  );
  if (code.length > MOST_PLACES) return [];
  const near = code.filter(({ path }) => folderOf(path) === folderOf(hunk.path));
  if (near.length > 0) return rank(near, 2, "in the same folder");
  if (code.length === 1) return rank(code, 3, "the only one of that name");
  // Shown as a guess, and last.
  return rank(code.slice(0, 1), 4, `one of ${code.length} of that name`);
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
