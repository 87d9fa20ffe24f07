import type { LoggerOptions, LogLevel } from "@devflow/logging";
import type { EmbedderSettings } from "./embedder-settings.ts";
import type { ExportSettings } from "./export-settings.ts";
import type { IdentitySettings } from "./identity-settings.ts";
import type { Secret } from "./secret.ts";

/** What it takes to act as a GitHub App. */
export interface GitHubAppCredentials {
  appId: number;
  /** PEM. */
  privateKey: Secret;
  webhookSecret: Secret;
  /** What people sign in with at GitHub; absent where the App was set up without. */
  client?: { id: string; secret: Secret };
}

/** How requests leave this network. */
export interface NetworkSettings {
  httpsProxy: Secret | null;
  httpProxy: Secret | null;
  noProxy: string;
  /** PEM certificates to trust everywhere, beside the usual ones. */
  ca: string | null;
}

/** The settings of one process, parsed. Paths are absolute, URLs have no slash at the end. */
export interface Settings {
  host: string;
  port: number;
  workerPort: number;
  indexerPort: number;
  gatewayPort: number;
  gatewayConcurrency: number;
  completionTimeoutMs: number;
  assistTimeoutMs: number;
  publicUrl: string | null;
  network: NetworkSettings;
  webhookMaxBytes: number;
  shutdownTimeoutMs: number;
  /** From the environment only; `loadGitHubApp` also looks for a stored App. */
  githubApp: GitHubAppCredentials | null;
  githubApiUrl: string;
  /** Where people see GitHub: `https://github.com` or the Enterprise host. */
  githubWebUrl: string;
  /** PEM certificates to trust beside the usual ones. */
  githubCa: string | null;
  /** Who may ask the gateway, and how much. */
  identity: IdentitySettings;
  /** Null: embedded database in `dataFolder`. */
  databaseUrl: Secret | null;
  /** Null: queues in the database. */
  redisUrl: Secret | null;
  /** Completions are kept in Redis, too, for some minutes. */
  areCompletionsShared: boolean;
  dataFolder: string;
  /** Patterns as in .gitignore, beside the usual ones. */
  secretFiles: readonly string[];
  /** Null: anchors go to the log stream only. */
  auditAnchorFile: string | null;
  deliveryRetentionDays: number;
  /** 0: what the expert was asked is not stored. */
  draftRetentionDays: number;
  /** 0: what people write on pull requests is not stored. */
  commentRetentionDays: number;
  usageRetentionDays: number;
  /** 0: no text of the assistant's use is kept. */
  keepContentDays: number;
  /** 32 bytes in base64 each: the first one encrypts, all decrypt. At least one where texts are kept. */
  contentKeys: readonly Secret[];
  /** Ends with `/v1` or another version; `none` switches the expert off; null: not said. */
  expertUrl: string | "none" | null;
  expertModel: string | null;
  expertApiKey: Secret | null;
  /** Null: no file is read. */
  expertsFile: string | null;
  /** True when EXPERTS_FILE is set: then the file must exist. */
  isExpertsFileRequired: boolean;
  embedder: EmbedderSettings;
  export: ExportSettings;
  reviewConcurrency: number;
  isRolloutAutomatic: boolean;
  isRetrainMonthly: boolean;
  isBackfillAutomatic: boolean;
  sweepIntervalMs: number;
  reconcileIntervalMs: number;
  logLevel: LogLevel;
  logFormat: "auto" | "pretty" | "json";
}

/** Options for `createLogger` as the settings want them. */
export function loggerOptions(settings: Pick<Settings, "logLevel" | "logFormat">): LoggerOptions {
  const { logLevel: level, logFormat } = settings;
  return logFormat === "auto" ? { level } : { level, pretty: logFormat === "pretty" };
}
