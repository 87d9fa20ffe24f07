import { isTestPath } from "../text/path-kind.ts";
import { COMMON_MEMBERS } from "./common-members.ts";
import type { ContextPlace } from "./context-place.ts";
import { fileName, folderOf } from "./paths.ts";
import type { ReadHunk } from "./read-hunk.ts";
import type { RepositoryMap } from "./repository-map.ts";
import { seesOnlyImports } from "./same-package.ts";
import type { TypeMembers } from "./type-members.ts";

const MOST_FILES = 150;
const MOST_ITEMS = 5;
/** A type that is longer is cut around what is used of it. */
const WHOLE_LINES = 24;
const LINES_AROUND = 2;
/** Members that stand further apart are shown apart. */
const FARTHEST = 14;

/** Files whose types a file may see: what it imports, the nearest first, and its package. */
export function filesWithSeenTypes(
  { path, facts }: ReadHunk,
  { imports, tree }: RepositoryMap,
): string[] {
  const reached = [...imports.reach(path, facts?.imports ?? [])]
    .sort((a, b) => a[1] - b[1])
    .map(([other]) => other);
  const near = seesOnlyImports(path) ? [] : tree.filesIn(folderOf(path));
  return [...new Set([...reached, ...near])]
    .filter((other) => other !== path && (isTestPath(path) || !isTestPath(other)))
    .slice(0, MOST_FILES);
}

interface SeenType extends TypeMembers {
  path: string;
  isNamed: boolean;
  distance: number;
}

/**
 * Declarations of members on the changed lines whose owner the syntax does not tell, in types that
 * the file sees: those that it names first. Of a long type only the lines around what is used.
 */
export function findMembers(
  hunk: ReadHunk,
  map: RepositoryMap,
  typesOf: (path: string) => readonly TypeMembers[],
  resolved: ReadonlySet<string>,
): ContextPlace[] {
  const wanted = wantedMembers(hunk, resolved);
  if (wanted.size === 0) return [];
  const named = new Set((hunk.headLines ?? []).join("\n").match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
  const reached = map.imports.reach(hunk.path, hunk.facts?.imports ?? []);
  const types = filesWithSeenTypes(hunk, map).flatMap((path) =>
    typesOf(path).map(
      (type): SeenType => ({
        ...type,
        path,
        isNamed: named.has(type.name),
        distance: reached.get(path) ?? 1,
      }),
    ),
  );
  const votes = new Map<SeenType, string[]>();
  for (const [name, isSure] of wanted) {
    const declaring = types.filter(({ members }) => members.has(name));
    const trusted = declaring.filter(({ isNamed }) => isNamed);
    const isTelling = isSure && !COMMON_MEMBERS.has(name) && declaring.length <= 2;
    const best = (trusted.length > 0 ? trusted : isTelling ? declaring : []).sort(
      (a, b) => sharedWith(b, wanted) - sharedWith(a, wanted) || a.distance - b.distance,
    )[0];
    if (best !== undefined) votes.set(best, [...(votes.get(best) ?? []), name]);
  }
  return [...votes]
    .sort(
      (a, b) => weightOf(b[1], wanted) - weightOf(a[1], wanted) || a[0].distance - b[0].distance,
    )
    .filter(([, names]) => weightOf(names, wanted) >= 2)
    .flatMap(([type, names]) => placesOf(type, names))
    .slice(0, MOST_ITEMS);
}

/** Names that no definition was found for: true for what is surely a member, false for mere words. */
function wantedMembers({ usedNames, words }: ReadHunk, resolved: ReadonlySet<string>) {
  const wanted = new Map<string, boolean>();
  for (const word of words) if (!resolved.has(word)) wanted.set(word, false);
  for (const { name, isMember } of usedNames) {
    if (isMember && !resolved.has(name)) wanted.set(name, true);
  }
  return wanted;
}

function sharedWith({ members }: SeenType, wanted: ReadonlyMap<string, boolean>): number {
  return [...wanted.keys()].filter((name) => members.has(name)).length;
}

/** One sure member is enough, or two words: one word alone is chance. */
function weightOf(names: readonly string[], wanted: ReadonlyMap<string, boolean>): number {
  return names.reduce((sum, name) => sum + (wanted.get(name) === true ? 2 : 1), 0);
}

function placesOf(
  { path, name, startLine, endLine, members }: SeenType,
  names: readonly string[],
): ContextPlace[] {
  const said = { kind: "definition", path, symbol: name } as const;
  const lines = names.map((each) => members.get(each) ?? startLine).sort((a, b) => a - b);
  const declares = (of: readonly string[]) =>
    `declares ${of.slice(0, 4).join(", ")} of ${name}, in ${fileName(path)}`;
  if (endLine - startLine < WHOLE_LINES) {
    return [{ ...said, startLine, endLine, reason: declares(names) }];
  }
  const groups: number[][] = [];
  for (const line of lines) {
    const open = groups.at(-1);
    if (open !== undefined && line - (open[0] ?? 0) <= FARTHEST) open.push(line);
    else groups.push([line]);
  }
  return groups.slice(0, 3).map((group) => {
    const first = group[0] ?? startLine;
    const last = group.at(-1) ?? first;
    const inGroup = names.filter((each) => group.includes(members.get(each) ?? startLine));
    return {
      ...said,
      startLine: Math.max(startLine, first - LINES_AROUND),
      endLine: Math.min(endLine, last + LINES_AROUND),
      reason: declares(inGroup),
    };
  });
}
