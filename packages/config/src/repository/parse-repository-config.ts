import type { z } from "zod";
import { describeIssues } from "../describe-issues.ts";
import type { ConfigurationProblem } from "../problem.ts";
import { type KeyPath, readYaml, type YamlFile } from "../read-yaml.ts";
import type { ParsedRepositoryConfig } from "./repository-config.ts";
import { repositorySchema } from "./repository-schema.ts";
import { toConfig } from "./to-config.ts";
import { flattenKeys, isMap, type WrittenKeys } from "./written-keys.ts";

/**
 * Reads `.devflow.yml`. Never throws: what is unknown or wrong becomes a problem for the pull
 * request, and the default stands in for that key alone.
 *
 * @param source How people call the file, for example `.devflow.yml` or `acme/.github: .devflow.yml`.
 */
export function parseRepositoryConfig(text: string, source: string): ParsedRepositoryConfig {
  const { written, problems } = readKeys(text, source);
  return {
    config: toConfig(written),
    problems: problems.map((problem) => ({ ...problem, source })),
    written,
    folders: [],
  };
}

/** The defaults: a repository that says nothing. */
export function defaultRepositoryConfig(): ParsedRepositoryConfig {
  return { config: toConfig(new Map()), problems: [], written: new Map(), folders: [] };
}

/** Key by key, what the repository writes goes before what the organisation writes. */
export function mergeRepositoryConfig(
  organisation: ParsedRepositoryConfig,
  repository: ParsedRepositoryConfig,
): ParsedRepositoryConfig {
  const written = new Map([...organisation.written, ...repository.written]);
  return {
    config: toConfig(written),
    problems: [...organisation.problems, ...repository.problems],
    written,
    folders: [...organisation.folders, ...repository.folders],
  };
}

export interface ReadKeys {
  file: YamlFile;
  written: WrittenKeys;
  problems: ConfigurationProblem[];
}

/** The valid keys of one file, and what is wrong with the others. */
export function readKeys(text: string, source: string): ReadKeys {
  const file = readYaml(text);
  // A section without keys is null in YAML; people leave it behind when they comment keys out.
  const sections = Object.entries(file.value).filter(([, value]) => value !== null);
  const value: Record<string, unknown> = Object.fromEntries(sections);
  const issues = repositorySchema.safeParse(value).error?.issues ?? [];
  const right = withoutKeys(value, issues.flatMap(wrongKeys));
  return {
    file,
    written: flattenKeys(right, source, file.lineOf),
    problems: [...file.problems, ...describeIssues(repositorySchema, issues, file)],
  };
}

/** The keys that an issue complains about. */
function wrongKeys(issue: z.core.$ZodIssue): KeyPath[] {
  return issue.code === "unrecognized_keys"
    ? issue.keys.map((key) => [...issue.path, key])
    : [issue.path];
}

/**
 * Without the keys at the paths, or the nearest one above whose value is no map: a list goes whole.
 * One pass over the file, which can have thousands of wrong keys.
 */
function withoutKeys(
  map: Record<string, unknown>,
  paths: readonly KeyPath[],
): Record<string, unknown> {
  const byName = Map.groupBy(paths, ([name]) => name);
  return Object.fromEntries(
    Object.entries(map).flatMap(([name, child]): [string, unknown][] => {
      const wrong = byName.get(name);
      if (wrong === undefined) return [[name, child]];
      if (!isMap(child) || wrong.some((path) => path.length === 1)) return [];
      const below = wrong.map(([, ...rest]) => rest);
      return [[name, withoutKeys(child, below)]];
    }),
  );
}
