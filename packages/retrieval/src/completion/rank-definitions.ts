import { COMMON_MEMBERS } from "../context/common-members.ts";
import type { ImportGraph } from "../context/imports/import-graph.ts";
import type { LiveTree } from "../context/live-tree.ts";
import { folderOf } from "../context/paths.ts";
import { isSamePackage, seesOnlyImports } from "../context/same-package.ts";
import { isTestPath } from "../text/path-kind.ts";
import { termsOfName } from "../text/split-terms.ts";
import type { DefinitionTable, TableDefinition } from "./definition-table.ts";
import type { ReadCursor } from "./read-cursor.ts";
import type { FileHead } from "./read-file-head.ts";

/** A name defined in more places says nothing, unless an import tells which one is meant. */
const MOST_PLACES = 4;
/** Of one file that is imported as a whole; a barrel reaches hundreds. */
const MOST_OF_FILE = 40;
const MOST_REACHED = 60;
const MOST_OF_PACKAGE = 60;

/** How much each way of being meant says, tuned on repositories that are not measured on. */
const WORTH = {
  receiver: 3,
  ownMember: 0.8,
  importedName: 1.2,
  near: 1,
  likely: 0.9,
  memberOfNear: 0.7,
  inImportedFile: 0.25,
  inPackage: 0.2,
  namedInHead: 0.4,
} as const;
/** The likeliest, whose heads name the types that one needs to use them. */
const MOST_HEADS = 12;
const TYPE_NAME = /\p{Lu}[\p{L}\p{N}_$]+/gu;

export interface RankedDefinition extends TableDefinition {
  score: number;
}

export interface RankingInput {
  path: string | null;
  cursor: ReadCursor;
  head: FileHead;
  /** Names that code like this uses, 0..1. */
  likelyNames: ReadonlyMap<string, number>;
  table: DefinitionTable;
  imports: ImportGraph;
  tree: LiveTree;
}

/**
 * Definitions of other files that the code at a cursor may use next, the likeliest first: members of
 * what stands in front of the dot, what the file imports, what the lines around use, what similar
 * code uses. A name alone is no proof: it must be imported, in the same package, or the only one.
 */
export function rankDefinitions(input: RankingInput): RankedDefinition[] {
  const { path, cursor, head, likelyNames, table, imports } = input;
  const reached = path === null ? new Map<string, number>() : imports.reach(path, head.imports);
  const scores = new Map<TableDefinition, number>();
  const add = (definition: TableDefinition, score: number) => {
    if (definition.path === path) return;
    if (isTestPath(definition.path) && (path === null || !isTestPath(path))) return;
    scores.set(definition, (scores.get(definition) ?? 0) + score);
  };
  // Names stand near the cursor, in the head and in similar code at once.
  const meant = new Map<string, Meant[]>();
  const resolve = (name: string) => {
    const known = meant.get(name) ?? meantBy(name, path, reached, table);
    meant.set(name, known);
    return known;
  };

  for (const [name, weight] of cursor.names) {
    for (const { definition, trust } of resolve(name)) {
      add(definition, WORTH.near * weight * trust);
      if (!isType(definition)) continue;
      const members = table.membersOf(name).filter((each) => each.path === definition.path);
      for (const member of members.slice(0, MOST_OF_FILE)) {
        add(member, WORTH.memberOfNear * weight * trust * usedness(member.name, cursor));
      }
    }
  }
  for (const name of head.names) {
    for (const { definition, trust } of resolve(name)) add(definition, WORTH.importedName * trust);
  }
  for (const [name, weight] of likelyNames) {
    for (const { definition, trust } of resolve(name)) {
      add(definition, WORTH.likely * weight * trust);
    }
  }
  addMembers(input, reached, add);
  addImportedFiles(input, reached, add);
  addPackage(input, add);
  for (const [definition, score] of [...scores].sort((a, b) => b[1] - a[1]).slice(0, MOST_HEADS)) {
    for (const name of new Set(definition.signature.match(TYPE_NAME))) {
      if (name === definition.name) continue;
      for (const { definition: type, trust } of resolve(name)) {
        if (isType(type)) add(type, WORTH.namedInHead * trust * Math.min(1, score));
      }
    }
  }
  return [...scores]
    .map(([definition, score]) => ({ ...definition, score: score * prior(definition) }))
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1) || a.startLine - b.startLine);
}

/** What may stand behind `receiver.`, and what the class around the cursor inherits. */
function addMembers(
  { cursor, table }: RankingInput,
  reached: ReadonlyMap<string, number>,
  add: (definition: TableDefinition, score: number) => void,
): void {
  const { receiver, enclosingType } = cursor;
  const fits = ({ name }: TableDefinition) => receiver === null || name.startsWith(receiver.typed);
  if (receiver?.type) {
    const types = [receiver.type, ...supertypesOf(receiver.type, table)];
    for (const [depth, type] of types.entries()) {
      const members = table.membersOf(type).filter(fits);
      for (const member of members.slice(0, MOST_OF_FILE)) {
        add(member, WORTH.receiver / (1 + depth));
      }
    }
  } else if (receiver !== null) {
    // A module: `users.` of `import users`.
    for (const path of [...reached.keys()].slice(0, MOST_REACHED)) {
      if (!moduleNames(path).includes(receiver.name)) continue;
      const tops = table.in(path).filter((each) => each.owner === null && fits(each));
      for (const top of tops.slice(0, MOST_OF_FILE)) add(top, WORTH.receiver / 2);
    }
  }
  if (enclosingType === null) return;
  const own = [enclosingType, ...supertypesOf(enclosingType, table)];
  for (const type of own) {
    for (const member of table.membersOf(type).slice(0, MOST_OF_FILE)) {
      add(member, WORTH.ownMember * usedness(member.name, cursor));
    }
  }
}

function addImportedFiles(
  { table, cursor }: RankingInput,
  reached: ReadonlyMap<string, number>,
  add: (definition: TableDefinition, score: number) => void,
): void {
  const files = [...reached].sort((a, b) => a[1] - b[1]).slice(0, MOST_REACHED);
  for (const [path, hops] of files) {
    const tops = table.in(path).filter(({ owner, name }) => owner === null && !isPrivate(name));
    if (tops.length > MOST_OF_FILE) continue;
    for (const top of tops) {
      add(top, (WORTH.inImportedFile * wordsShared(top.name, cursor)) / (1 + hops));
    }
  }
}

/** Where a package sees all of itself, its functions that speak of what the code speaks of. */
function addPackage(
  { path, table, tree, cursor }: RankingInput,
  add: (definition: TableDefinition, score: number) => void,
): void {
  if (path === null || seesOnlyImports(path)) return;
  const files = tree.filesIn(folderOf(path)).slice(0, MOST_OF_PACKAGE);
  for (const definition of files.flatMap((file) => table.in(file))) {
    const shared = wordsShared(definition.name, cursor);
    if (shared > 0.5) add(definition, WORTH.inPackage * shared);
  }
}

/** 0.5..1.5 by how many words of a name stand around the cursor. */
function wordsShared(name: string, { words }: ReadCursor): number {
  const own = termsOfName(name);
  const shared = own.filter((word) => words.has(word)).length;
  return 0.5 + shared / Math.max(1, own.length);
}

interface Meant {
  definition: TableDefinition;
  /** 0..1: how sure it is that the name means it. */
  trust: number;
}

function meantBy(
  name: string,
  path: string | null,
  reached: ReadonlyMap<string, number>,
  table: DefinitionTable,
): Meant[] {
  const found = table.named(name).filter((definition) => definition.path !== path);
  if (found.length === 0) return [];
  const imported = found.filter((definition) => reached.has(definition.path));
  if (imported.length > 0) {
    const hops = Math.min(...imported.map((each) => reached.get(each.path) ?? 0));
    const nearest = imported.filter((each) => reached.get(each.path) === hops);
    if (nearest.length > MOST_PLACES) return [];
    const isVague = COMMON_MEMBERS.has(name) && nearest.every(({ owner }) => owner !== null);
    const trust = (isVague ? 0.3 : 1) / nearest.length;
    return nearest.map((definition) => ({ definition, trust }));
  }
  if (path === null || COMMON_MEMBERS.has(name) || found.length > MOST_PLACES) return [];
  const near = found.filter((definition) => isSamePackage(definition.path, path));
  if (near.length > 0 && (!seesOnlyImports(path) || near.every(({ owner }) => owner !== null))) {
    return near.map((definition) => ({ definition, trust: 0.8 / near.length }));
  }
  const [only] = found;
  const isTelling = /^\p{Lu}|[\p{Ll}\p{N}]\p{Lu}|[^_]_[^_]/u.test(name);
  return only !== undefined && found.length === 1 && isTelling
    ? [{ definition: only, trust: 0.5 }]
    : [];
}

function supertypesOf(type: string, table: DefinitionTable): string[] {
  const direct = table.named(type).flatMap(({ supertypes }) => supertypes);
  const above = direct.flatMap((each) => table.named(each).flatMap(({ supertypes }) => supertypes));
  return [...new Set([...direct, ...above])].filter((each) => each !== type).slice(0, 8);
}

/** A member whose name shares words with what stands around is likelier than its neighbours. */
function usedness(name: string, { names, typed }: ReadCursor): number {
  if (typed.length > 1 && name.startsWith(typed)) return 1.5;
  return (names.get(name) ?? 0) + 0.3;
}

function moduleNames(path: string): string[] {
  const parts = path.replace(/\.[^./]+$/, "").split("/");
  return parts.slice(-2);
}

function isType({ kind }: TableDefinition): boolean {
  return kind === "class" || kind === "interface" || kind === "type";
}

function isPrivate(name: string): boolean {
  return name.startsWith("_");
}

/** Constants are used less than they are defined. */
function prior({ kind, name }: TableDefinition): number {
  return (kind === "variable" ? 0.7 : 1) * (isPrivate(name) ? 0.6 : 1);
}
