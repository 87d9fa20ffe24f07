import { resolve } from "node:path";
import type { z } from "zod";
import { contentProblems } from "./content-settings.ts";
import { embedderProblems, toEmbedderSettings } from "./embedder-settings.ts";
import type { Environment } from "./environment.ts";
import { exportProblems, toExportSettings } from "./export-settings.ts";
import { githubUrls } from "./github-urls.ts";
import { identityProblems, toIdentitySettings } from "./identity-settings.ts";
import { type ConfigurationProblem, problemsError } from "./problem.ts";
import { settingFacts } from "./setting-facts.ts";
import type { GitHubAppCredentials, Settings } from "./settings.ts";
import { settingsSchema } from "./settings-schema.ts";

type Values = z.output<typeof settingsSchema>;

/**
 * Parses the environment. An empty variable counts as unset, white space around values does not
 * count, unknown variables are not ours to judge.
 * Raises one UsageError that lists every problem.
 */
export function loadSettings(environment: Environment): Settings {
  const written = Object.fromEntries(
    Object.entries(withProxies(environment)).flatMap(([name, value = ""]) =>
      value.trim() === "" ? [] : [[name, value.trim()]],
    ),
  );
  const result = settingsSchema.safeParse(written);
  const problems = [
    ...(result.error?.issues ?? []).map(toProblem),
    ...appProblems(written),
    ...embedderProblems(written, expectedOf),
    ...contentProblems(written, expectedOf),
    ...exportProblems(written, expectedOf),
    ...identityProblems(written, expectedOf),
  ];
  if (!result.success || problems.length > 0) {
    throw problemsError(
      "The settings",
      problems,
      "Correct these environment variables and start again. All settings: docs/settings.md.",
    );
  }
  return toSettings(result.data, written);
}

/** These are written in lower case as often, and curl reads them so first. */
function withProxies(environment: Environment): Environment {
  const { https_proxy, http_proxy, no_proxy } = environment;
  const { HTTPS_PROXY = https_proxy, HTTP_PROXY = http_proxy, NO_PROXY = no_proxy } = environment;
  return { ...environment, HTTPS_PROXY, HTTP_PROXY, NO_PROXY };
}

function toProblem(issue: z.core.$ZodIssue): ConfigurationProblem {
  const name = String(issue.path[0]);
  return { path: name, line: null, message: issue.message, expected: expectedOf(name) };
}

function expectedOf(name: string): string {
  const schema = Object.entries(settingsSchema.shape).find(([key]) => key === name)?.[1];
  return (schema && settingFacts.get(schema)?.expected) ?? "see docs/settings.md";
}

/** A GitHub App needs all of its three parts; with one missing, nothing would work later. */
function appProblems(written: Environment): ConfigurationProblem[] {
  const problem = (path: string, message: string, expected = expectedOf(path)) =>
    ({ path, line: null, message, expected }) satisfies ConfigurationProblem;
  const hasKey = written.PRIVATE_KEY !== undefined || written.PRIVATE_KEY_PATH !== undefined;
  const hasPart = written.APP_ID !== undefined || hasKey || written.WEBHOOK_SECRET !== undefined;
  if (!hasPart) return [];
  const missing = "is missing, although other settings of the GitHub App are given";
  const problems: ConfigurationProblem[] = [];
  if (written.APP_ID === undefined) problems.push(problem("APP_ID", missing));
  if (!hasKey) problems.push(problem("PRIVATE_KEY", missing));
  if (written.WEBHOOK_SECRET === undefined) problems.push(problem("WEBHOOK_SECRET", missing));
  if (written.PRIVATE_KEY !== undefined && written.PRIVATE_KEY_PATH !== undefined) {
    problems.push(problem("PRIVATE_KEY_PATH", "is set beside PRIVATE_KEY", "only one of the two"));
  }
  return problems;
}

function githubApp(values: Values): GitHubAppCredentials | null {
  const { APP_ID: appId, WEBHOOK_SECRET: webhookSecret } = values;
  const { GITHUB_CLIENT_ID: id, GITHUB_CLIENT_SECRET: secret } = values;
  const privateKey = values.PRIVATE_KEY ?? values.PRIVATE_KEY_PATH;
  if (appId === null || privateKey === null || webhookSecret === null) return null;
  return {
    appId,
    privateKey,
    webhookSecret,
    ...(id !== null && secret !== null && { client: { id, secret } }),
  };
}

function toSettings(values: Values, written: Environment): Settings {
  return {
    host: values.HOST,
    port: values.PORT,
    workerPort: values.WORKER_PORT,
    indexerPort: values.INDEXER_PORT,
    gatewayPort: values.GATEWAY_PORT,
    gatewayConcurrency: values.GATEWAY_CONCURRENCY,
    completionTimeoutMs: values.GATEWAY_COMPLETION_TIMEOUT_MS,
    assistTimeoutMs: values.GATEWAY_ASSIST_TIMEOUT_MS,
    publicUrl: values.PUBLIC_URL,
    network: {
      httpsProxy: values.HTTPS_PROXY,
      httpProxy: values.HTTP_PROXY,
      noProxy: values.NO_PROXY,
      ca: values.CA_FILE,
    },
    webhookMaxBytes: values.WEBHOOK_MAX_BYTES,
    shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_MS,
    githubApp: githubApp(values),
    ...githubUrls(values.GITHUB_API_URL, values.GHE_HOST, values.GHE_PROTOCOL),
    githubCa: values.GITHUB_CA_FILE,
    identity: toIdentitySettings(values, written),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    areCompletionsShared: values.COMPLETIONS_SHARED === "on",
    secretFiles: values.SECRET_FILES.split(",").flatMap((pattern) => pattern.trim() || []),
    auditAnchorFile: values.AUDIT_ANCHOR_FILE && resolve(values.AUDIT_ANCHOR_FILE),
    dataFolder: resolve(values.DEVFLOW_DATA),
    deliveryRetentionDays: values.DELIVERY_RETENTION_DAYS,
    draftRetentionDays: values.DRAFT_RETENTION_DAYS,
    commentRetentionDays: values.COMMENT_RETENTION_DAYS,
    usageRetentionDays: values.USAGE_RETENTION_DAYS,
    keepContentDays: values.ASSISTANT_KEEP_CONTENT_DAYS,
    contentKeys: values.ASSISTANT_CONTENT_KEY ?? [],
    expertUrl: values.EXPERT_URL,
    expertModel: values.EXPERT_MODEL,
    expertApiKey: values.EXPERT_API_KEY,
    expertsFile: resolve(values.EXPERTS_FILE),
    isExpertsFileRequired: written.EXPERTS_FILE !== undefined,
    embedder: toEmbedderSettings(values),
    export: toExportSettings(values),
    reviewConcurrency: values.REVIEW_CONCURRENCY,
    isRolloutAutomatic: values.ROLLOUT_AUTO === "on",
    isRetrainMonthly: values.RETRAIN === "monthly",
    isBackfillAutomatic: values.BACKFILL_AUTO === "on",
    sweepIntervalMs: values.SWEEP_INTERVAL_MS,
    reconcileIntervalMs: values.RECONCILE_INTERVAL_MS,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
  };
}
