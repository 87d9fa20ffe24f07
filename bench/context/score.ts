import type { TrueDefinition } from "./truth.ts";

/** A piece of the repository that a method would show beside a hunk. */
export interface Given {
  kind: string;
  path: string;
  startLine: number;
  endLine: number;
  tokens: number;
}

/** What a hunk needs, by the commit itself and by the language's own tools. */
export interface HunkTruth {
  path: string;
  definitions: readonly TrueDefinition[];
  /** Other files of code that the same commit changes. */
  files: readonly string[];
}

export interface HunkScore {
  /** Shares, 0 to 1; null when there was nothing to find. */
  definitionRecall: number | null;
  fileRecall: number | null;
  tokens: number;
  /** By kind: items given, and those that hold a true definition or stand in a true file. */
  kinds: Map<string, { given: number; right: number }>;
  milliseconds: number;
  /** What was to be found and was not, for people: `path: name at path:line`. */
  misses: string[];
}

export function scoreHunk(
  truth: HunkTruth,
  given: readonly Given[],
  milliseconds: number,
): HunkScore {
  const kinds = new Map<string, { given: number; right: number }>();
  for (const item of given) {
    const counts = kinds.get(item.kind) ?? { given: 0, right: 0 };
    counts.given += 1;
    if (isRight(item, truth)) counts.right += 1;
    kinds.set(item.kind, counts);
  }
  return {
    definitionRecall: share(truth.definitions, (each) => given.some((item) => holds(item, each))),
    fileRecall: share(truth.files, (path) => given.some((item) => item.path === path)),
    tokens: given.reduce((sum, { tokens }) => sum + tokens, 0),
    kinds,
    milliseconds,
    misses: [
      ...truth.definitions
        .filter((each) => !given.some((item) => holds(item, each)))
        .map(({ name, path, line }) => `${truth.path}: ${name} at ${path}:${line}`),
      ...truth.files
        .filter((path) => !given.some((item) => item.path === path))
        .map((path) => `${truth.path}: ${path}`),
    ],
  };
}

function isRight(item: Given, { definitions, files }: HunkTruth): boolean {
  return files.includes(item.path) || definitions.some((definition) => holds(item, definition));
}

function holds({ path, startLine, endLine }: Given, definition: TrueDefinition): boolean {
  return path === definition.path && startLine <= definition.line && definition.line <= endLine;
}

function share<T>(wanted: readonly T[], isFound: (each: T) => boolean): number | null {
  return wanted.length === 0 ? null : wanted.filter(isFound).length / wanted.length;
}

/** Means over hunks, precision over items. */
export interface Summary {
  hunks: number;
  definitionRecall: number;
  fileRecall: number;
  precision: number;
  tokens: number;
  milliseconds: number;
  kinds: [string, { given: number; right: number }][];
}

export function summarise(scores: readonly HunkScore[]): Summary {
  const kinds = new Map<string, { given: number; right: number }>();
  for (const score of scores) {
    for (const [kind, { given, right }] of score.kinds) {
      const sum = kinds.get(kind) ?? { given: 0, right: 0 };
      kinds.set(kind, { given: sum.given + given, right: sum.right + right });
    }
  }
  const given = [...kinds.values()].reduce((sum, each) => sum + each.given, 0);
  const right = [...kinds.values()].reduce((sum, each) => sum + each.right, 0);
  return {
    hunks: scores.length,
    definitionRecall: mean(scores.map((score) => score.definitionRecall)),
    fileRecall: mean(scores.map((score) => score.fileRecall)),
    precision: right / given,
    tokens: mean(scores.map((score) => score.tokens)),
    milliseconds: mean(scores.map((score) => score.milliseconds)),
    kinds: [...kinds].sort((a, b) => b[1].given - a[1].given),
  };
}

function mean(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
