import { invariant } from "@devflow/errors";
import { z } from "zod";
import { describeIssues } from "./describe-issues.ts";
import type { ConfigurationProblem } from "./problem.ts";
import { readYaml } from "./read-yaml.ts";
import { repositorySchema } from "./repository-schema.ts";

export type ConfiguredSeverity = "low" | "medium" | "high" | "critical";

/** What a repository wants, with defaults filled in. Meanings: docs/configuration.md. */
export interface RepositoryConfig {
  review: {
    enabled: boolean;
    drafts: boolean;
    bots: boolean;
    skipLabels: string[];
    skipTitles: string[];
    baseBranches: string[];
    minimumSeverity: ConfiguredSeverity;
    maxFindings: number;
    ignorePaths: string[];
    instructions: string;
    failOn: ConfiguredSeverity | null;
  };
  rules: { disabled: string[] };
  index: { ignorePaths: string[] };
}

/** A problem together with the file that has it. */
export interface RepositoryConfigProblem extends ConfigurationProblem {
  source: string;
}

export interface ParsedRepositoryConfig {
  config: RepositoryConfig;
  problems: RepositoryConfigProblem[];
  /** The valid keys that were really written, by section: what a merge goes by. */
  written: Record<string, Record<string, unknown>>;
}

const writtenSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/**
 * Reads `.devflow.yml`. Never throws: what is unknown or wrong becomes a problem for the pull
 * request, and the default stands in for that key alone.
 *
 * @param source How people call the file, for example `.devflow.yml` or `acme/.github: .devflow.yml`.
 */
export function parseRepositoryConfig(text: string, source: string): ParsedRepositoryConfig {
  const file = readYaml(text);
  // A section without keys is null in YAML; people leave it behind when they comment keys out.
  const sections = Object.entries(file.value).filter(([, value]) => value !== null);
  const value: Record<string, unknown> = Object.fromEntries(sections);
  const result = repositorySchema.safeParse(value);
  const issues = result.error?.issues ?? [];
  const written = writtenSchema.parse(issues.reduce(withoutWrongKey, value));
  const problems = [...file.problems, ...describeIssues(repositorySchema, issues, file)];
  return {
    config: toConfig(written),
    problems: problems.map((problem) => ({ ...problem, source })),
    written,
  };
}

/** The defaults: a repository that says nothing. */
export function defaultRepositoryConfig(): ParsedRepositoryConfig {
  return { config: toConfig({}), problems: [], written: {} };
}

/** Key by key, what the repository writes goes before what the organisation writes. */
export function mergeRepositoryConfig(
  organisation: ParsedRepositoryConfig,
  repository: ParsedRepositoryConfig,
): ParsedRepositoryConfig {
  const written = { ...organisation.written };
  for (const [section, keys] of Object.entries(repository.written)) {
    written[section] = { ...written[section], ...keys };
  }
  return {
    config: toConfig(written),
    problems: [...organisation.problems, ...repository.problems],
    written,
  };
}

/** The map without what the issue complains about: unknown keys, or one key of one section. */
function withoutWrongKey(
  value: Record<string, unknown>,
  issue: z.core.$ZodIssue,
): Record<string, unknown> {
  const [section, key] = issue.path;
  if (issue.code === "unrecognized_keys" && section === undefined) {
    return without(value, issue.keys);
  }
  invariant(typeof section === "string", "an issue that is not about the root names its section");
  const wrong = issue.code === "unrecognized_keys" ? issue.keys : [key];
  const content = value[section];
  const isWhole = wrong.some((name) => typeof name !== "string");
  if (isWhole || typeof content !== "object" || content === null) return without(value, [section]);
  return { ...value, [section]: without({ ...content }, wrong) };
}

function without(
  value: Record<string, unknown>,
  keys: readonly unknown[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

function toConfig(written: ParsedRepositoryConfig["written"]): RepositoryConfig {
  const { review, rules, index } = repositorySchema.parse(written);
  return {
    review: {
      enabled: review.enabled,
      drafts: review.drafts,
      bots: review.bots,
      skipLabels: review.skip_labels,
      skipTitles: review.skip_titles,
      baseBranches: review.base_branches,
      minimumSeverity: review.minimum_severity,
      maxFindings: review.max_findings,
      ignorePaths: review.ignore_paths,
      instructions: review.instructions,
      failOn: review.fail_on,
    },
    rules: { disabled: rules.disabled },
    index: { ignorePaths: index.ignore_paths },
  };
}
