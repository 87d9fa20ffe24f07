import type { Queryable } from "@devflow/database";
import type { LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import type { StoredDefinition } from "../storage/find-definitions.ts";
import { findReferences, type StoredReference } from "../storage/find-references.ts";
import { isTestPath } from "../text/path-kind.ts";
import { fileStem, folderOf } from "../text/path-words.ts";
import { COMMON_MEMBERS } from "./common-members.ts";
import type { ContextPlace } from "./context-place.ts";
import { isImported } from "./is-imported.ts";
import { contains } from "./line-range.ts";
import type { ReadHunk } from "./read-hunk.ts";

const LINES_BEFORE = 6;
const LINES_AFTER = 8;
const MOST_A_FILE = 2;
const MOST_ITEMS = 20;
/** A name defined in more places is somebody else's as likely as ours. */
const MOST_PLACES = 5;

interface Use extends StoredReference {
  /** 0: the file imports ours. 1: same folder. 2: the name is ours alone. */
  rank: number;
}

/** Who uses what the hunk changes or removes: callers first, tests as a kind of their own. */
export async function findUses(
  db: Queryable,
  repositoryId: number,
  hunk: ReadHunk,
  snapshot: LexicalSnapshot,
  definitions: readonly StoredDefinition[],
): Promise<ContextPlace[]> {
  const names = namesToFindUsesOf(hunk);
  const places = countPlaces(definitions, hunk.path);
  const references = await findReferences(db, repositoryId, snapshot, names);
  const uses = references
    .filter(({ path }) => path !== hunk.path)
    .flatMap((reference) => sure(reference, hunk, places.get(reference.name) ?? 0))
    .sort((a, b) => a.rank - b.rank || b.uses - a.uses || (a.path < b.path ? -1 : 1));
  const own = ownUses(hunk, names);
  const others = onePerDefinition(uses).map((use) => placeOf(use, hunk, snapshot));
  const found = [...own, ...others].slice(0, MOST_ITEMS);
  return found.some(({ kind }) => kind === "test")
    ? found
    : [...found, ...namedTests(hunk.path, snapshot)];
}

/** Names of what the hunk changes or removes. */
export function namesToFindUsesOf({ touched, removedNames }: ReadHunk): string[] {
  return [...new Set([...touched.map(({ name }) => name), ...removedNames])];
}

/** In how many other files each name is defined. */
function countPlaces(definitions: readonly StoredDefinition[], path: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const definition of definitions) {
    if (definition.path === path) continue;
    counts.set(definition.name, (counts.get(definition.name) ?? 0) + 1);
  }
  return counts;
}

function sure(reference: StoredReference, hunk: ReadHunk, otherPlaces: number): Use[] {
  const { name, path, imports } = reference;
  if (isImported(hunk.path, path, imports)) return [{ ...reference, rank: 0 }];
  // Nobody uses a test or a constant without importing it: the same word elsewhere is chance.
  const isConstant = hunk.touched.some((own) => own.name === name && own.kind === "variable");
  if (isConstant || isTestPath(hunk.path) || otherPlaces >= MOST_PLACES) return [];
  if (folderOf(path) === folderOf(hunk.path)) return [{ ...reference, rank: 1 }];
  return otherPlaces === 0 && !COMMON_MEMBERS.has(name) ? [{ ...reference, rank: 2 }] : [];
}

function ownUses(hunk: ReadHunk, names: readonly string[]): ContextPlace[] {
  const seen = new Set<string>();
  return (hunk.facts?.references ?? []).flatMap((reference): ContextPlace[] => {
    const { name, line, enclosing } = reference;
    const isShown = hunk.shown.some((shown) => contains(shown, line));
    if (isShown || !names.includes(name) || enclosing === name || seen.has(`${enclosing}`))
      return [];
    seen.add(`${enclosing}`);
    return [
      {
        kind: "caller",
        path: hunk.path,
        startLine: Math.max(1, line - 2),
        endLine: Math.min(hunk.headLines?.length ?? line, line + 3),
        symbol: enclosing,
        reason: `uses ${name}, in the same file`,
      },
    ];
  });
}

function onePerDefinition(uses: readonly Use[]): Use[] {
  const seen = new Set<string>();
  const inFile = new Map<string, number>();
  return uses.filter(({ path, enclosing }) => {
    const count = inFile.get(path) ?? 0;
    if (seen.has(`${path} ${enclosing}`) || count >= MOST_A_FILE) return false;
    seen.add(`${path} ${enclosing}`);
    inFile.set(path, count + 1);
    return true;
  });
}

function placeOf(use: Use, hunk: ReadHunk, snapshot: LexicalSnapshot): ContextPlace {
  const { name, path, line, enclosing } = use;
  const chunk = snapshot.documentWithLine(path, line) ?? { startLine: line, endLine: line };
  const isTest = isTestPath(path);
  const verb = hunk.removedNames.includes(name)
    ? "still uses the removed"
    : isTest
      ? "tests"
      : "uses";
  return {
    kind: isTest ? "test" : "caller",
    path,
    startLine: Math.max(chunk.startLine, line - LINES_BEFORE),
    endLine: Math.min(chunk.endLine, line + LINES_AFTER),
    symbol: enclosing,
    reason: `${verb} ${name}`,
  };
}

/** Tests found by their file's name alone: `store.test.ts` for `store.ts`. */
function namedTests(path: string, snapshot: LexicalSnapshot): ContextPlace[] {
  if (isTestPath(path)) return [];
  const stem = fileStem(path);
  const wanted = [stem, `test_${stem}`, `${stem}_test`, `${stem}Test`];
  // The stem first: a look at 6,000 paths costs 2 ms with it and 15 ms by the patterns of tests.
  const file = snapshot.files.find(
    ({ path: other }) => wanted.includes(fileStem(other)) && isTestPath(other),
  );
  const test = file === undefined ? undefined : snapshot.documentAt(file.path, 0);
  if (test === undefined) return [];
  const { startLine, endLine, symbol } = test;
  const reason = `tests ${path}, by its name`;
  return [{ kind: "test", path: test.path, startLine, endLine, symbol, reason }];
}
