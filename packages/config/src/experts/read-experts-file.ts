import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { UsageError } from "@devflow/errors";
import { describeIssues, nearestKey } from "../describe-issues.ts";
import type { Environment } from "../environment.ts";
import { type ConfigurationProblem, problemsError } from "../problem.ts";
import { type KeyPath, readYaml, type YamlFile } from "../read-yaml.ts";
import type { Settings } from "../settings.ts";
import { apiKeyOf, type EndpointValues } from "./endpoint-settings.ts";
import { expertLanguages } from "./expert-names.ts";
import type { ExpertValues } from "./expert-schema.ts";
import { standardOutputTokens } from "./expert-settings.ts";
import { type ExpertsFile, expertsFileSchema } from "./experts-file-schema.ts";

/** The file as it was written; null without one. Raises one UsageError that lists every problem. */
export function readExpertsFile(settings: Settings, environment: Environment): ExpertsFile | null {
  const { expertsFile, isExpertsFileRequired } = settings;
  const text = expertsFile === null ? null : readText(expertsFile, isExpertsFileRequired);
  if (expertsFile === null || text === null) return null;
  const file = readYaml(text);
  const result = expertsFileSchema.safeParse(file.value);
  const problems = [
    ...file.problems,
    ...describeIssues(expertsFileSchema, result.error?.issues ?? [], file),
    ...(result.data === undefined ? [] : valueProblems(result.data, file, environment)),
  ];
  if (problems.length > 0) {
    const nextStep = `Correct ${expertsFile}. An example: experts.example.yaml.`;
    throw problemsError(basename(expertsFile), problems, nextStep);
  }
  return result.data ?? null;
}

function readText(expertsFile: string, isRequired: boolean): string | null {
  try {
    return readFileSync(expertsFile, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    if (code === "ENOENT" && !isRequired) return null;
    throw new UsageError(
      `EXPERTS_FILE: ${expertsFile} cannot be read (${code})`,
      "Name a YAML file of experts, or unset EXPERTS_FILE.",
      { cause: error },
    );
  }
}

/** What the schema cannot see: values that do not go together, names that nothing has. */
function valueProblems(
  values: ExpertsFile,
  file: YamlFile,
  environment: Environment,
): ConfigurationProblem[] {
  const problem: Report = (path, message, expected) => ({
    path: path.join("."),
    line: file.lineOf(path),
    message,
    expected,
  });
  const { speech } = values;
  const endpoints = Object.entries(values.experts).map(
    ([name, expert]) => [["experts", name], expert] as const,
  );
  const problems = [
    ...endpoints.flatMap(([path, expert]) =>
      expert === undefined
        ? []
        : [
            ...limitProblems(expert, path, problem),
            ...keyProblems(expert, path, environment, problem),
          ],
    ),
    ...[
      ...keyProblems(speech.transcription, ["speech", "transcription"], environment, problem),
      ...keyProblems(speech.synthesis, ["speech", "synthesis"], environment, problem),
    ],
    ...nameProblems(values, problem),
  ];
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

type Report = (path: KeyPath, message: string, expected: string) => ConfigurationProblem;

function limitProblems(expert: ExpertValues, path: KeyPath, problem: Report) {
  const { window_tokens: window, max_output_tokens: answer = standardOutputTokens } = expert;
  if (answer < window) return [];
  const message = `is ${answer}, which leaves no room for the prompt`;
  const expected = `less than window_tokens (${window})`;
  return [problem([...path, "max_output_tokens"], message, expected)];
}

function keyProblems(
  values: EndpointValues | undefined,
  path: KeyPath,
  environment: Environment,
  problem: Report,
): ConfigurationProblem[] {
  const variable = values?.api_key_env;
  if (values === undefined || variable === undefined) return [];
  const at = [...path, "api_key_env"];
  if (values.api_key !== undefined) {
    return [problem(at, "is given beside api_key", "only one of the two")];
  }
  return apiKeyOf(values, environment) === null
    ? [problem(at, `names ${variable}, which is not set`, "an environment variable that is set")]
    : [];
}

/** Experts and languages that are named and do not exist. `default` always does: reviews have one. */
function nameProblems({ experts, routes }: ExpertsFile, problem: Report): ConfigurationProblem[] {
  const known = [...new Set(["default", ...Object.keys(experts)])];
  const unknown = (path: KeyPath, name: string | undefined, names: readonly string[]) => {
    if (name === undefined || names.includes(name)) return [];
    const nearest = nearestKey(name, names);
    const hint = nearest === null ? "" : `, probably ${nearest} is meant`;
    return [problem(path, `is not known${hint}`, `one of ${names.join(", ")}`)];
  };
  const fallbacks = Object.entries(experts).flatMap(([name, expert]) =>
    (expert?.fallbacks ?? []).flatMap((fallback, index) =>
      unknown(["experts", name, "fallbacks", index], fallback, known),
    ),
  );
  const routed = routes.flatMap((route, index) => [
    ...unknown(["routes", index, "expert"], route.expert, known),
    ...unknown(["routes", index, "language"], route.language, expertLanguages),
    ...(route.expert === undefined && route.model === undefined
      ? [problem(["routes", index], "names neither expert nor model", "one of the two, or both")]
      : []),
  ]);
  return [...fallbacks, ...routed];
}
