import { factsAt } from "../key-facts.ts";
import type { ConfigurationProblem } from "../problem.ts";
import { readKeys } from "./parse-repository-config.ts";
import type {
  FolderConfig,
  ParsedRepositoryConfig,
  RepositoryConfigProblem,
} from "./repository-config.ts";
import { repositoryKeys } from "./repository-keys.ts";
import { repositorySchema } from "./repository-schema.ts";
import type { WrittenKey } from "./written-keys.ts";

export const configFileName = ".devflow.yml";

/** Files of folders that are read; a monorepo with more teams than this says it in fewer places. */
export const maxFolderFiles = 100;

/** True for `.devflow.yml` in a folder below the root. */
export function isFolderConfigPath(path: string): boolean {
  return path.endsWith(`/${configFileName}`);
}

/**
 * The configuration with the `.devflow.yml` files of its folders. Their problems are added; what
 * only the root may say is one of them. Files beyond the limit are left out, the deepest first.
 */
export function withFolders(
  root: ParsedRepositoryConfig,
  files: readonly { path: string; text: string }[],
): ParsedRepositoryConfig {
  const sorted = files.toSorted((a, b) => depth(a.path) - depth(b.path) || compare(a.path, b.path));
  const read = sorted.slice(0, maxFolderFiles).map(({ path, text }) => readFolder(path, text));
  return {
    ...root,
    problems: [
      ...root.problems,
      ...read.flatMap(({ problems }) => problems),
      ...sorted.slice(maxFolderFiles, maxFolderFiles + 1).map(tooMany),
    ],
    folders: [...root.folders, ...read.map(({ config }) => config)],
  };
}

function readFolder(
  path: string,
  text: string,
): { config: FolderConfig; problems: RepositoryConfigProblem[] } {
  const { written, problems } = readKeys(text, path);
  const keys = [...written].filter(([, { path: key }]) => inFoldersOf(key) !== null);
  const misplaced = [...written.values()].filter((key) => inFoldersOf(key.path) === null);
  return {
    config: { folder: path.slice(0, -configFileName.length - 1), written: new Map(keys) },
    problems: [...problems, ...misplaced.map(onlyAtTheRoot)].map((problem) => ({
      ...problem,
      source: path,
    })),
  };
}

/** What a folder's value of this key does; null when only the root may set it. */
export function inFoldersOf(path: readonly string[]) {
  return factsAt(repositorySchema, path).inFolders ?? null;
}

function onlyAtTheRoot({ path, line }: WrittenKey): ConfigurationProblem {
  const allowed = repositoryKeys()
    .filter(({ inFolders }) => inFolders !== null)
    .map((key) => key.path.slice(0, 2).join("."));
  return {
    path: path.join("."),
    line,
    message: `holds for the whole repository and is only read from ${configFileName} at its root`,
    expected: `in a folder, one of ${[...new Set(allowed)].join(", ")}`,
  };
}

function tooMany({ path }: { path: string }): RepositoryConfigProblem {
  return {
    source: path,
    path: "",
    line: null,
    message: "is not read, nor are those after it: there are too many of these files",
    expected: `at most ${maxFolderFiles} folders with a ${configFileName}`,
  };
}

function depth(path: string): number {
  return path.split("/").length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
