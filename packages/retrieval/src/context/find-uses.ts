import type { SymbolDefinition, SyntaxFacts } from "@devflow/syntax";
import type { StoredDefinition } from "../storage/find-definitions.ts";
import type { StoredReference } from "../storage/find-references.ts";
import { isTestPath } from "../text/path-kind.ts";
import { fileStem } from "../text/path-words.ts";
import { COMMON_MEMBERS } from "./common-members.ts";
import type { Companions } from "./companions.ts";
import type { ContextPlace } from "./context-place.ts";
import { contains } from "./line-range.ts";
import { sharedFolders } from "./paths.ts";
import type { ReadHunk } from "./read-hunk.ts";
import type { RepositoryMap } from "./repository-map.ts";
import { isSamePackage, seesOnlyImports } from "./same-package.ts";

const LINES_BEFORE = 6;
const LINES_AFTER = 8;
const MOST_A_FILE = 2;
const MOST_ITEMS = 10;
const MOST_OWN = 4;
const MOST_OF_CONTAINER = 2;
/** A test that changes with every fourth change of the file is worth a look. */
const LEAST_TEST_SHARE = 0.25;
/** A name defined in more places is somebody else's as likely as ours. */
const MOST_PLACES = 5;

interface Use extends StoredReference {
  /** 0: of what is removed or has a new head. 1: the file imports ours. 2: same package. 3: unique. */
  rank: number;
  score: number;
}

export interface UsesInput {
  hunk: ReadHunk;
  map: RepositoryMap;
  definitions: readonly StoredDefinition[];
  references: readonly StoredReference[];
  companions: Companions;
  /** How strongly other files' history is tied to this one's, 0 to 1. */
  history: ReadonlyMap<string, number>;
}

/** Who uses what the hunk changes or removes: callers first, tests as a kind of their own. */
export function findUses(input: UsesInput): ContextPlace[] {
  const { hunk, definitions, references } = input;
  const names = new Set(namesToFindUsesOf(hunk));
  const places = countPlaces(definitions, hunk.path);
  const uses = references
    .filter(({ path, name }) => path !== hunk.path && names.has(name))
    .flatMap((reference): Use[] => {
      const trust = trustOf(reference, input, places.get(reference.name) ?? 0);
      if (trust === null) return [];
      const isUrgent =
        hunk.removedNames.includes(reference.name) || hunk.newHeads.has(reference.name);
      const score = Math.sqrt(reference.uses) + 4 * (input.history.get(reference.path) ?? 0);
      return [{ ...reference, rank: isUrgent ? trust - 0.5 : trust, score }];
    })
    .sort(byTrust);
  const own = ownUses(hunk, names);
  const others = onePerDefinition(withoutMostOfContainers(uses, hunk)).map((use) =>
    placeOf(use, hunk),
  );
  const found = [...own, ...others].slice(0, MOST_ITEMS);
  const tests = found.filter(({ kind }) => kind === "test").map(({ path }) => path);
  return [...found, ...likelyTests(input, tests)];
}

/** Names of what the hunk changes or removes, and keys of it on the changed lines. */
export function namesToFindUsesOf({
  touched,
  facts,
  removedNames,
  changedKeys,
}: ReadHunk): string[] {
  const names = touched.map((definition) => outermost(definition, facts).name);
  return [...new Set([...names, ...removedNames, ...changedKeys])];
}

/** A function inside of a function is used there only: whoever uses it, uses the outer one. */
function outermost(definition: SymbolDefinition, facts: SyntaxFacts | null): SymbolDefinition {
  const around = facts?.definitions.find(
    ({ kind, startLine, endLine }) =>
      (kind === "function" || kind === "method") &&
      startLine <= definition.startLine &&
      endLine >= definition.endLine &&
      endLine - startLine > definition.endLine - definition.startLine,
  );
  return around ?? definition;
}

function byTrust(a: Use, b: Use): number {
  return a.rank - b.rank || b.score - a.score || (a.path < b.path ? -1 : 1) || a.line - b.line;
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

function trustOf(
  { name, path, imports }: StoredReference,
  { hunk, map }: UsesInput,
  otherPlaces: number,
): number | null {
  const isKey = hunk.changedKeys.includes(name);
  if (map.imports.reach(path, imports).has(hunk.path)) return isKey ? 0.8 : 1;
  if (isKey) return null;
  // Nobody uses a test or a constant without importing it: the same word elsewhere is chance.
  const isConstant = hunk.touched.some((own) => own.name === name && own.kind === "variable");
  if (isConstant || isTestPath(hunk.path) || otherPlaces >= MOST_PLACES) return null;
  if (isSamePackage(path, hunk.path) && !seesOnlyImports(path)) return 2;
  return otherPlaces === 0 && !COMMON_MEMBERS.has(name) ? 3 : null;
}

function ownUses(hunk: ReadHunk, names: ReadonlySet<string>): ContextPlace[] {
  const seen = new Set<string>();
  return (hunk.facts?.references ?? [])
    .flatMap((reference): ContextPlace[] => {
      const { name, line, enclosing } = reference;
      const isShown = hunk.shown.some((shown) => contains(shown, line));
      if (isShown || !names.has(name) || enclosing === name || seen.has(`${enclosing}`)) return [];
      seen.add(`${enclosing}`);
      return [
        {
          kind: isTestPath(hunk.path) ? "test" : "caller",
          path: hunk.path,
          startLine: Math.max(1, line - 2),
          endLine: Math.min(hunk.headLines?.length ?? line, line + 3),
          symbol: enclosing,
          reason: `uses ${name}, in the same file`,
          isAtHead: true,
        },
      ];
    })
    .slice(0, MOST_OWN);
}

/** Who uses a changed key is told more than who uses the table that has it. */
function withoutMostOfContainers(uses: readonly Use[], { changedKeys }: ReadHunk): Use[] {
  if (!uses.some(({ name }) => changedKeys.includes(name))) return [...uses];
  let others = 0;
  return uses.filter(({ name }) => changedKeys.includes(name) || ++others <= MOST_OF_CONTAINER);
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

function placeOf(use: Use, hunk: ReadHunk): ContextPlace {
  const { name, path, line, enclosing } = use;
  const isTest = isTestPath(path);
  const verb = isTest ? "tests" : "uses";
  const reason = hunk.removedNames.includes(name)
    ? `still uses the removed ${name}`
    : hunk.newHeads.has(name)
      ? `${verb} ${name}, whose signature this change edits`
      : `${verb} ${name}`;
  return {
    kind: isTest ? "test" : "caller",
    path,
    startLine: Math.max(1, line - LINES_BEFORE),
    endLine: line + LINES_AFTER,
    anchorLine: line,
    symbol: enclosing,
    reason,
  };
}

/** Where the sources of a project begin: `packages/cart` of `packages/cart/src/store.ts`. */
const PROJECT_ROOT = /^(.*?)(?:^|\/)(?:src|lib|app|source|tests?|__tests__|spec|e2e)\//;

function isOfSameProject(test: string, path: string): boolean {
  const [ofTest, ofPath] = [test, path].map((it) => PROJECT_ROOT.exec(it)?.[1] ?? null);
  // Folders without such names tell nothing; a test at the top may be anybody's.
  return ofTest === null || ofPath === null || ofTest === ofPath || ofTest === "";
}

/** Tests that are found by their file's name, `store.test.ts` for `store.ts`, or by history. */
function likelyTests({ hunk: { path }, map, companions }: UsesInput, shown: readonly string[]) {
  if (isTestPath(path)) return [];
  const stem = fileStem(path);
  const wanted = new Set([
    `test_${stem}`,
    `${stem}_test`,
    `${stem}Test`,
    `${stem}Tests`,
    `${stem}_spec`,
    stem,
  ]);
  const extension = path.slice(path.lastIndexOf("."));
  const [byName] = map.tree.files
    .map(({ path: other }) => other)
    // The stem first: a look at 6,000 paths costs 2 ms with it and 15 ms by the patterns of tests.
    .filter((other) => other.endsWith(extension) && wanted.has(fileStem(other)))
    .filter((other) => isTestOf(stem, other) && isOfSameProject(other, path))
    .sort((a, b) => sharedFolders(b, path) - sharedFolders(a, path));
  const byHistory = [...companions].find(
    ([other, { share }]) =>
      share >= LEAST_TEST_SHARE && isTestPath(other) && map.tree.has(other) && other !== byName,
  );
  const found = new Map<string, string>();
  if (byName !== undefined) found.set(byName, `tests ${path}, by its name`);
  if (byHistory !== undefined) found.set(byHistory[0], byHistory[1].reason);
  return [...found]
    .filter(([other]) => !shown.includes(other))
    .map(([other, reason]): ContextPlace => {
      const place = { startLine: 1, endLine: 1, isWholeFile: true, symbol: null };
      return { kind: "test", path: other, reason, ...place };
    });
}

/** `app.py` among the tests is an example to test with; `app.test.ts` and `__tests__/app.ts` are tests. */
function isTestOf(stem: string, path: string): boolean {
  if (!isTestPath(path)) return false;
  return fileStem(path) !== stem || /[._-](test|spec|tests)\.[^/]+$|(^|\/)__tests__\//.test(path);
}
