import type { FileDiff } from "@devflow/diff";

/** Where a name that a hunk uses is defined, in a file that the commit does not change. */
export interface TrueDefinition {
  name: string;
  path: string;
  /** 1-based. */
  line: number;
}

/** A name as it stands on an added line. */
export interface UsedName {
  name: string;
  /** 1-based line of the new file and 0-based column. */
  line: number;
  column: number;
  /** What stands before and after the name on its line. */
  before: string;
  after: string;
}

/** Finds definitions without any code of ours: the language's compiler, or ctags. */
export interface TruthSource {
  definitionsOf(path: string, names: readonly UsedName[]): TrueDefinition[];
  close(): void;
}

const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/gu;

/** Every name on the lines that a hunk adds. */
export function usedNames(file: FileDiff, hunkIndex: number): UsedName[] {
  return (file.hunks[hunkIndex]?.lines ?? []).flatMap(({ kind, text, newLine }): UsedName[] => {
    if (kind !== "added" || newLine === null) return [];
    return [...text.matchAll(NAME)].map((match) => ({
      name: match[0],
      line: newLine,
      column: match.index,
      before: text.slice(0, match.index),
      after: text.slice(match.index + match[0].length),
    }));
  });
}

/** Each definition once. */
export function distinct(definitions: readonly TrueDefinition[]): TrueDefinition[] {
  const byPlace = new Map(definitions.map((each) => [`${each.line} ${each.path}`, each]));
  return [...byPlace.values()];
}
