import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { UsageError } from "@devflow/errors";
import type { z } from "zod";
import { describeIssues } from "./describe-issues.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { expertSchema, expertsFileSchema } from "./experts-schema.ts";
import { type ConfigurationProblem, problemsError } from "./problem.ts";
import { readYaml, type YamlFile } from "./read-yaml.ts";
import { Secret } from "./secret.ts";
import type { Settings } from "./settings.ts";

/** One model endpoint and its limits. */
export interface ExpertSettings {
  name: "review";
  /** Base URL of the API, with its version at the end: what OpenAI clients take. */
  url: string;
  /** Null: the first model that the server lists. */
  model: string | null;
  /** `completions`: the prompt is rendered in Llama-2's instruct template before it is sent. */
  api: "chat" | "completions";
  apiKey: Secret | null;
  headers: Record<string, Secret>;
  windowTokens: number;
  maxOutputTokens: number;
  temperature: number;
  /** Null: the server's own. */
  topP: number | null;
  timeoutMs: number;
  concurrency: number;
  retries: number;
  tokenizer: "server" | "estimate";
}

type ExpertValues = z.output<typeof expertSchema>;

/**
 * The review expert from EXPERT_URL, EXPERT_MODEL and EXPERT_API_KEY, which go before
 * EXPERTS_FILE. Null: switched off by `EXPERT_URL=none`. `discover`: nothing is configured, look
 * for a server on this machine. Raises one UsageError that lists every problem of the file.
 */
export function loadExperts(
  settings: Settings,
  environment: Environment = readEnvironment(),
): ExpertSettings | null | "discover" {
  if (settings.expertUrl === "none") return null;
  const fromFile = readExpertsFile(settings, environment);
  if (settings.expertUrl !== null) return overridden(settings, settings.expertUrl, fromFile);
  if (fromFile === null) return "discover";
  return {
    ...fromFile,
    model: settings.expertModel ?? fromFile.model,
    apiKey: settings.expertApiKey ?? fromFile.apiKey,
  };
}

/** Limits for an expert that no file describes, for example one that was found on this machine. */
export function defaultExpertSettings(url: string, model: string | null): ExpertSettings {
  return { ...toSettings(expertSchema.parse({ url }), null), model };
}

/** The file's limits hold for another URL too; its keys and headers were meant for its own only. */
function overridden(
  settings: Settings,
  url: string,
  fromFile: ExpertSettings | null,
): ExpertSettings {
  const base = fromFile ?? defaultExpertSettings(url, null);
  const isSameServer = base.url === url;
  return {
    ...base,
    url,
    model: settings.expertModel ?? base.model,
    apiKey: settings.expertApiKey ?? (isSameServer ? base.apiKey : null),
    headers: isSameServer ? base.headers : {},
  };
}

function readExpertsFile(settings: Settings, environment: Environment): ExpertSettings | null {
  const { expertsFile, isExpertsFileRequired } = settings;
  const text = expertsFile === null ? null : readText(expertsFile, isExpertsFileRequired);
  if (expertsFile === null || text === null) return null;
  const file = readYaml(text);
  const result = expertsFileSchema.safeParse(file.value);
  const expert = result.data?.experts.review;
  const problems = [
    ...file.problems,
    ...describeIssues(expertsFileSchema, result.error?.issues ?? [], file),
    ...(expert === undefined ? [] : valueProblems(expert, file, environment)),
  ];
  if (problems.length > 0) {
    const nextStep = `Correct ${expertsFile}. An example: experts.example.yaml.`;
    throw problemsError(basename(expertsFile), problems, nextStep);
  }
  return expert === undefined ? null : toSettings(expert, apiKeyOf(expert, environment));
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

function valueProblems(
  expert: ExpertValues,
  file: YamlFile,
  environment: Environment,
): ConfigurationProblem[] {
  const problem = (key: keyof ExpertValues, message: string, expected: string) => {
    const path = ["experts", "review", key];
    return { path: path.join("."), line: file.lineOf(path), message, expected };
  };
  const problems: ConfigurationProblem[] = [];
  if (expert.max_output_tokens >= expert.window_tokens) {
    const message = `is ${expert.max_output_tokens}, which leaves no room for the prompt`;
    const expected = `less than window_tokens (${expert.window_tokens})`;
    problems.push(problem("max_output_tokens", message, expected));
  }
  if (expert.api_key !== undefined && expert.api_key_env !== undefined) {
    problems.push(problem("api_key_env", "is given beside api_key", "only one of the two"));
  } else if (expert.api_key_env !== undefined && apiKeyOf(expert, environment) === null) {
    const message = `names ${expert.api_key_env}, which is not set`;
    problems.push(problem("api_key_env", message, "an environment variable that is set"));
  }
  return problems;
}

function apiKeyOf(expert: ExpertValues, environment: Environment): string | null {
  const fromEnvironment = expert.api_key_env && environment[expert.api_key_env]?.trim();
  return expert.api_key ?? (fromEnvironment || null);
}

function toSettings(values: ExpertValues, apiKey: string | null): ExpertSettings {
  const headers = Object.entries(values.headers).map(
    ([name, value]) => [name, new Secret(value)] as const,
  );
  return {
    name: "review",
    url: values.url,
    model: values.model ?? null,
    api: values.api,
    apiKey: apiKey === null ? null : new Secret(apiKey),
    headers: Object.fromEntries(headers),
    windowTokens: values.window_tokens,
    maxOutputTokens: values.max_output_tokens,
    temperature: values.temperature,
    topP: values.top_p ?? null,
    timeoutMs: values.timeout_ms,
    concurrency: values.concurrency,
    retries: values.retries,
    tokenizer: values.tokenizer,
  };
}
