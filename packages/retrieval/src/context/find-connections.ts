import { languageOf } from "@devflow/syntax";
import type { Link } from "../storage/find-linked-files.ts";
import { isTestPath } from "../text/path-kind.ts";
import { fileStem } from "../text/path-words.ts";
import { splitTerms } from "../text/split-terms.ts";
import { COMMON_MEMBERS } from "./common-members.ts";
import type { Companions } from "./companions.ts";
import type { ContextPlace } from "./context-place.ts";
import type { Candidate } from "./find-look-alikes.ts";
import { contains, type LineRange } from "./line-range.ts";
import { extensionOf, fileName, folderOf } from "./paths.ts";
import type { ReadHunk } from "./read-hunk.ts";
import type { RepositoryMap } from "./repository-map.ts";
import { isSamePackage, seesOnlyImports } from "./same-package.ts";

const WHOLE = { startLine: 1, endLine: 1, isWholeFile: true, symbol: null };
const MOST_NEIGHBOURS = 500;
const LEAST_TRUST = 0.5;
const MOST_NAMES = 80;
const SHORTEST_NAME = 4;
const LONG_NAME = 8;
const MOST_ITEMS = 14;
const LEAST_SCORE = 0.25;
/** Lines of a definition's head, and around a use. */
const HEAD_LINES = 3;
const USE_LINES = 1;
/** How much a name counts that stands on a changed line, or in a definition that the hunk touches. */
const ON_CHANGED_LINE = 8;
const IN_TOUCHED = 3;
/** Half of what links can count is reached with this much of them: many weak ones are one strong. */
const HALF_OF_LINKS = 12;

/** What ties a file to that of the hunk: each part 0 to 1. */
export interface Tie {
  definers: number;
  users: number;
  history: number;
  likeness: number;
  /** The same name but for what marks a test, a shared word in the names, the same folder. */
  sibling: number;
  kin: number;
  near: number;
  best: (Omit<ContextPlace, "path"> & { weight: number }) | null;
}

export interface ConnectionsInput {
  hunk: ReadHunk;
  map: RepositoryMap;
  links: readonly Link[];
  /** Modules that blobs import. */
  importsOf: ReadonlyMap<number, readonly string[]>;
  companions: Companions;
  /** How strongly other files' history is tied to this one's, 0 to 1. */
  history: ReadonlyMap<string, number>;
  candidates: readonly Candidate[];
}

/** Names that the hunk's file uses, with how much each says: compounds that the hunk is about most. */
export function linkedNames(hunk: ReadHunk): {
  used: Map<string, number>;
  defined: Map<string, number>;
} {
  const { facts } = hunk;
  const own = new Set(facts?.definitions.map(({ name }) => name));
  const used = weigh(
    hunk,
    (facts?.references ?? [])
      .filter(({ name }) => !own.has(name))
      .map(({ name, line }) => ({ name, startLine: line, endLine: line })),
  );
  const named = (facts?.definitions ?? []).filter(({ kind, scopes }) => {
    return kind !== "variable" || scopes.length === 0;
  });
  return { used, defined: weigh(hunk, named) };
}

function weigh(
  { changed, touched }: ReadHunk,
  places: readonly (LineRange & { name: string })[],
): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { name, startLine, endLine } of places) {
    if (name.length < SHORTEST_NAME || COMMON_MEMBERS.has(name)) continue;
    const isChanged = changed.some(
      (line) => startLine <= line.endLine && line.startLine <= endLine,
    );
    const isTouched = touched.some((definition) => contains(definition, startLine));
    const weight = weightOfName(name) * (isChanged ? ON_CHANGED_LINE : isTouched ? IN_TOUCHED : 1);
    weights.set(name, Math.max(weights.get(name) ?? 0, weight));
  }
  return new Map([...weights].sort((a, b) => b[1] - a[1]).slice(0, MOST_NAMES));
}

function weightOfName(name: string): number {
  const isCompound = /[\p{Ll}\p{N}]\p{Lu}|[^_]_[^_]/u.test(name);
  return isCompound && name.length >= LONG_NAME ? 3 : 1;
}

function tiesOf(input: ConnectionsInput): Map<string, Tie> {
  const ties = new Map<string, Tie>();
  addLinks(ties, input);
  addHistory(ties, input);
  addLikeness(ties, input);
  addNeighbours(ties, input);
  return ties;
}

/**
 * Files that hang together with that of the hunk: they define what it uses elsewhere, use what it
 * defines, changed together with it or look like it. Of each the few lines that tie it, to fill what
 * the exact answers left of the budget: where else a reviewer may have to look.
 */
export function findConnections(input: ConnectionsInput): ContextPlace[] {
  const ties = tiesOf(input);
  const { hunk } = input;
  const scored = [...ties].flatMap(([path, tie]) => {
    const score = scoreOf(tie);
    const { best } = tie;
    // Changelogs and data change with everything.
    const isCode = languageOf(path) !== null || languageOf(hunk.path) === null;
    if (path === hunk.path || !isCode || best === null || score < LEAST_SCORE) return [];
    return [{ path, best, score }];
  });
  return scored
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
    .slice(0, MOST_ITEMS)
    .map(({ path, best: { weight, ...place } }) => ({ ...place, path, isBreadth: true }));
}

/** The best of 220 random draws of the weights for 34 commits of four repositories; many others came within 0.01. */
function scoreOf(tie: Tie): number {
  return (
    0.5 * (tie.definers / (tie.definers + HALF_OF_LINKS)) +
    1.25 * (tie.users / (tie.users + HALF_OF_LINKS)) +
    1.5 * tie.history +
    0.6 * tie.likeness +
    0.4 * tie.sibling +
    0.3 * tie.kin +
    0.1 * tie.near
  );
}

function tieOf(ties: Map<string, Tie>, path: string): Tie {
  const known = ties.get(path);
  if (known !== undefined) return known;
  const tie = {
    definers: 0,
    users: 0,
    history: 0,
    likeness: 0,
    sibling: 0,
    kin: 0,
    near: 0,
    best: null,
  };
  ties.set(path, tie);
  return tie;
}

function propose(tie: Tie, place: Omit<ContextPlace, "path">, weight: number): void {
  if (tie.best === null || weight > tie.best.weight) tie.best = { ...place, weight };
}

function addLinks(ties: Map<string, Tie>, input: ConnectionsInput): void {
  const { hunk, map, links } = input;
  const names = linkedNames(hunk);
  const weighed = links.flatMap((link) => {
    const weight = (link.isUse ? names.defined : names.used).get(link.name);
    if (weight === undefined) return [];
    return map.tree
      .pathsOf(link.blobId)
      .filter((path) => path !== hunk.path)
      .map((path) => ({ link, path, weight, trust: trustOf(link, path, input) }));
  });
  const places = countBy(weighed.filter(({ link }) => !link.isUse));
  const trusted = countBy(weighed.filter(({ link, trust }) => !link.isUse && trust >= LEAST_TRUST));
  for (const { link, path, weight, trust } of weighed) {
    const of = link.isUse ? 1 : (places.get(link.name) ?? 1);
    const share = (weight * trust * Math.sqrt(link.uses)) / of;
    const tie = tieOf(ties, path);
    if (link.isUse) tie.users += share;
    else tie.definers += share;
    // The same name elsewhere may mean another thing: it is no reason that could be given.
    const isSure = trust >= LEAST_TRUST && (link.isUse || trusted.get(link.name) === 1);
    if (isSure) propose(tie, placeOfLink(link, path), share);
  }
}

function countBy(found: readonly { link: Link }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { link } of found) counts.set(link.name, (counts.get(link.name) ?? 0) + 1);
  return counts;
}

/** Whether the name means ours, or ours means theirs: by an import, or in one package. */
function trustOf(link: Link, path: string, { hunk, map, importsOf }: ConnectionsInput): number {
  const isLinked = link.isUse
    ? map.imports.reach(path, importsOf.get(link.blobId) ?? []).has(hunk.path)
    : map.imports.reach(hunk.path, hunk.facts?.imports ?? []).has(path);
  if (isLinked) return 1;
  return isSamePackage(path, hunk.path) && !seesOnlyImports(path) ? 0.7 : 0.05;
}

function placeOfLink(
  { isUse, name, line, endLine }: Link,
  path: string,
): Omit<ContextPlace, "path"> {
  if (!isUse) {
    const end = Math.min(endLine, line + HEAD_LINES - 1);
    const reason = `defines ${name}, used in the same file`;
    return { kind: "definition", startLine: line, endLine: end, symbol: name, reason };
  }
  return {
    kind: isTestPath(path) ? "test" : "caller",
    startLine: Math.max(1, line - USE_LINES),
    endLine: line + USE_LINES,
    anchorLine: line,
    symbol: null,
    reason: `uses ${name} of the same file`,
  };
}

function addHistory(
  ties: Map<string, Tie>,
  { hunk, map, history, companions }: ConnectionsInput,
): void {
  for (const [path, share] of history) {
    if (!map.tree.has(path)) continue;
    const tie = tieOf(ties, path);
    tie.history = share;
    const reason = companions.get(path)?.reason ?? `changed together with ${hunk.path} before`;
    propose(tie, { kind: isTestPath(path) ? "test" : "similar", ...WHOLE, reason }, 0);
  }
}

function addLikeness(ties: Map<string, Tie>, { hunk, candidates }: ConnectionsInput): void {
  for (const { document, likeness } of candidates) {
    const { path, startLine, endLine, symbol } = document;
    if (path === hunk.path || likeness < 0.1) continue;
    const tie = tieOf(ties, path);
    tie.likeness = Math.max(tie.likeness, Math.min(1, likeness));
    const reason = symbol === null ? "similar words" : `${symbol} has similar words`;
    const end = Math.min(endLine, startLine + HEAD_LINES - 1);
    propose(tie, { kind: "similar", startLine, endLine: end, symbol, reason }, 0.1);
  }
}

/** Files whose names say that they belong together; a shared folder counts only beside other ties. */
function addNeighbours(ties: Map<string, Tie>, { hunk, map }: ConnectionsInput): void {
  const core = coreOf(hunk.path);
  const words = splitTerms(core);
  const folder = folderOf(hunk.path);
  const inFolder = map.tree.filesIn(folder);
  for (const path of inFolder.slice(0, MOST_NEIGHBOURS)) {
    const isKin = isTestPath(path) === isTestPath(hunk.path) && sharesWord(words, coreOf(path));
    if (path === hunk.path || !isKin || extensionOf(path) !== extensionOf(hunk.path)) continue;
    const tie = tieOf(ties, path);
    tie.kin = 1;
    propose(tie, { kind: "similar", ...WHOLE, reason: `named like ${fileName(hunk.path)}` }, 0);
  }
  for (const [path, tie] of ties) {
    if (coreOf(path) === core) tie.sibling = 1;
    if (folderOf(path) === folder) tie.near = 1;
  }
}

function sharesWord(words: readonly string[], other: string): boolean {
  const own = splitTerms(other);
  return words.some((word) => word.length >= SHORTEST_NAME && own.includes(word));
}

/** `store` of `store.test.ts`, `test_store.py` and `store_test.go`. */
function coreOf(path: string): string {
  return fileStem(path).replace(/^test_|[._-](test|spec|tests)$|Tests?$/g, "");
}
