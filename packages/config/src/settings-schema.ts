import { z } from "zod";
import { contentKeyList } from "./content-settings.ts";
import { exportDestination } from "./export-settings.ts";
import { identityShape } from "./identity-settings.ts";
import { choice, integer, text } from "./kind.ts";
import { certificateFile, privateKey, privateKeyFile, secretText } from "./secret-kinds.ts";
import { optional, withDefault } from "./setting-facts.ts";
import {
  connectionUrl,
  expertUrl,
  hostName,
  httpUrl,
  modelServerUrl,
  proxyUrl,
} from "./url-kinds.ts";
import { webhookSecret } from "./webhook-secret.ts";

const port = integer(0, 65_535);
const oneSecondToOneDay = integer(1_000, 86_400_000);

/** Every setting of DevFlow, by the name of its environment variable. */
export const settingsSchema = z.object({
  HOST: withDefault(
    text("an address of this machine, for example 127.0.0.1 or 0.0.0.0"),
    "Server",
    "127.0.0.1",
    "Address to listen on. The default is reachable from this machine only; in a container it has to be 0.0.0.0.",
  ),
  PORT: withDefault(
    port,
    "Server",
    "3000",
    "Port of the bot: webhooks, health, metrics. 0 takes any free port.",
  ),
  WORKER_PORT: withDefault(port, "Server", "3001", "Port of the worker's health and metrics."),
  INDEXER_PORT: withDefault(port, "Server", "3002", "Port of the indexer's health and metrics."),
  GATEWAY_PORT: withDefault(
    port,
    "Server",
    "3003",
    "Port of the gateway: what editors ask, health, metrics. 0 takes any free port.",
  ),
  GATEWAY_CONCURRENCY: withDefault(
    integer(1, 10_000),
    "Server",
    "256",
    "Requests for a model that the gateway has in hand at once. Twice as many wait; further ones are told to come again (503).",
  ),
  GATEWAY_COMPLETION_TIMEOUT_MS: withDefault(
    integer(500, 600_000),
    "Server",
    "10000",
    "Longest that an editor waits for a completion; then it gets 504.",
  ),
  GATEWAY_ASSIST_TIMEOUT_MS: withDefault(
    integer(1_000, 3_600_000),
    "Server",
    "180000",
    "Longest that an explanation, a refactoring or a review for an editor may take.",
  ),
  PUBLIC_URL: optional(
    httpUrl("https://devflow.example.com"),
    "Server",
    "Where GitHub and people reach the bot; used when the GitHub App is created. Unset: the address that the browser asked for.",
  ),
  WEBHOOK_MAX_BYTES: withDefault(
    integer(1_024, 104_857_600),
    "Server",
    "26214400",
    "Largest webhook body in bytes. GitHub sends at most 25 MB.",
  ),
  SHUTDOWN_TIMEOUT_MS: withDefault(
    integer(1_000, 600_000),
    "Server",
    "25000",
    "How long running jobs may take to end after SIGTERM before they are handed back.",
  ),
  HTTPS_PROXY: optional(
    proxyUrl,
    "Network",
    "Proxy of every https request. Unset: HTTP_PROXY. Lower case does, too, here and below.",
  ),
  HTTP_PROXY: optional(proxyUrl, "Network", "Proxy of every http request."),
  NO_PROXY: withDefault(
    text("hosts separated by commas, for example .example.com,10.0.0.5:8000"),
    "Network",
    "",
    "Hosts that are asked without a proxy; this machine always is. Names and addresses, no ranges.",
  ),
  CA_FILE: optional(
    certificateFile,
    "Network",
    "Certificates to trust for every connection, beside Node's and the system's.",
  ),
  APP_ID: optional(
    integer(1, 999_999_999_999),
    "GitHub",
    "The GitHub App's id. Unset: the App that was created through the bot's own page.",
  ),
  PRIVATE_KEY: optional(privateKey, "GitHub", "The GitHub App's private key."),
  PRIVATE_KEY_PATH: optional(
    privateKeyFile,
    "GitHub",
    "File of the GitHub App's private key, instead of PRIVATE_KEY.",
  ),
  WEBHOOK_SECRET: optional(webhookSecret, "GitHub", "What GitHub signs its deliveries with."),
  GHE_HOST: optional(hostName, "GitHub", "Host of a GitHub Enterprise Server. Unset: github.com."),
  GHE_PROTOCOL: withDefault(choice(["https", "http"]), "GitHub", "https", "Protocol of GHE_HOST."),
  GITHUB_API_URL: optional(
    httpUrl("https://github.example.com/api/v3"),
    "GitHub",
    "GitHub's REST API. Unset: https://api.github.com, or /api/v3 on GHE_HOST.",
  ),
  GITHUB_CA_FILE: optional(
    certificateFile,
    "GitHub",
    "Certificates to trust for GitHub only, beside the usual ones and CA_FILE.",
  ),
  ...identityShape,
  DATABASE_URL: optional(
    connectionUrl(["postgres", "postgresql"], "postgres://user:password@host:5432/devflow"),
    "Storage",
    "PostgreSQL with pgvector. Unset: an embedded database in DEVFLOW_DATA.",
  ),
  REDIS_URL: optional(
    connectionUrl(["redis", "rediss"], "redis://:password@host:6379"),
    "Storage",
    "Redis for the queues. Unset: the queues live in the database.",
  ),
  COMPLETIONS_SHARED: withDefault(
    choice(["off", "on"]),
    "Storage",
    "on",
    "Whether gateways share completions in REDIS_URL, for five minutes, sealed so that only who holds the code around the cursor can open them. `off` keeps them in the memory of each process only.",
  ),
  DEVFLOW_DATA: withDefault(
    text("the path of a folder"),
    "Storage",
    ".devflow",
    "Folder for everything that DevFlow keeps on disk.",
  ),
  SECRET_FILES: withDefault(
    text("patterns as in .gitignore, separated by commas, for example `*.vault,deploy/keys`"),
    "Storage",
    "",
    "Files beside the usual ones (`.env`, keys, credentials) whose text no model is shown: editors do not send them, the gateway refuses them, no index has them, and reviews only scan them for secrets.",
  ),
  AUDIT_ANCHOR_FILE: optional(
    text("the path of a file"),
    "Storage",
    "Gets the newest hash of the audit log every hour, a line of JSON each, as the log stream does. Best on a disk that this machine can only append to: entries cut off the end show against it.",
  ),
  DELIVERY_RETENTION_DAYS: withDefault(
    integer(1, 365),
    "Storage",
    "7",
    "How long received deliveries are kept.",
  ),
  DRAFT_RETENTION_DAYS: withDefault(
    integer(0, 3_650),
    "Storage",
    "180",
    "How long what the expert was asked and answered is kept for training, about 1.2 kB a prompt. 0 keeps nothing.",
  ),
  COMMENT_RETENTION_DAYS: withDefault(
    integer(0, 3_650),
    "Storage",
    "730",
    "How long what people wrote on lines of pull requests is kept from when it was read, to train on and to show to reviews of similar code, with the titles and descriptions of those pull requests. 0 keeps nothing, and reads nothing by itself.",
  ),
  USAGE_RETENTION_DAYS: withDefault(
    integer(1, 3_650),
    "Storage",
    "400",
    "How long it is kept what the assistant was asked in editors and what became of it: ids, counts and times, no text.",
  ),
  ASSISTANT_KEEP_CONTENT_DAYS: withDefault(
    integer(0, 365),
    "Storage",
    "0",
    "How long the texts themselves are kept, for training: code around the cursor, prompts and answers, without those in which a secret is found. 0 keeps none, and deletes those that are there.",
  ),
  ASSISTANT_CONTENT_KEY: optional(
    contentKeyList,
    "Storage",
    "What kept texts are encrypted with (AES-256-GCM). Of several the first one encrypts and all decrypt; texts of a key that is taken away cannot be read any more.",
  ),
  EXPERT_URL: optional(
    expertUrl,
    "Expert",
    "OpenAI-compatible server of the review expert, with or without /v1; `none` reviews by rules only. Unset: EXPERTS_FILE, else a server found on this machine.",
  ),
  EXPERT_MODEL: optional(
    text("a model's name as the server knows it"),
    "Expert",
    "Model of the review expert. Unset: the first that the server lists.",
  ),
  EXPERT_API_KEY: optional(
    secretText("the key that the server wants as bearer token"),
    "Expert",
    "Key for EXPERT_URL.",
  ),
  EXPERTS_FILE: withDefault(
    text("the path of a YAML file"),
    "Expert",
    "experts.yaml",
    "The experts and their limits. The default may be missing.",
  ),
  EMBEDDER: withDefault(
    choice(["builtin", "endpoint", "onnx", "none"]),
    "Embedder",
    "builtin",
    "What turns code into vectors for search by meaning. `builtin` needs nothing else; `endpoint` asks EMBEDDER_URL; `onnx` runs a model of this machine by @huggingface/transformers, which is to be installed; `none` searches by full text only. Another one embeds every repository anew, while the former vectors serve.",
  ),
  EMBEDDER_URL: optional(
    modelServerUrl,
    "Embedder",
    "OpenAI-compatible embeddings server, with or without /v1, for EMBEDDER=endpoint.",
  ),
  EMBEDDER_MODEL: optional(
    text("a model's name as the server knows it, or the path of a folder with an ONNX model"),
    "Embedder",
    "Model of EMBEDDER_URL; with EMBEDDER=onnx the folder of the model.",
  ),
  EMBEDDER_DIMENSIONS: optional(
    integer(8, 4_000),
    "Embedder",
    "Numbers in one vector of EMBEDDER_MODEL, for example 768.",
  ),
  EMBEDDER_API_KEY: optional(
    secretText("the key that the server wants as bearer token"),
    "Embedder",
    "Key for EMBEDDER_URL.",
  ),
  EMBEDDER_QUERY_PREFIX: optional(
    text("the words that the model wants before a question"),
    "Embedder",
    "Put before every question, with a space between, for example `search_query:`.",
  ),
  EMBEDDER_DOCUMENT_PREFIX: optional(
    text("the words that the model wants before a text"),
    "Embedder",
    "Put before every piece of code, with a space between, for example `search_document:`.",
  ),
  EXPORT_DESTINATION: optional(
    exportDestination,
    "Export",
    "Where data sets for training are written: a folder, or a bucket of any S3-compatible store. Unset: `exports` in DEVFLOW_DATA, by `devflow export` only.",
  ),
  EXPORT_SCHEDULE: optional(
    choice(["nightly", "off"]),
    "Export",
    "Whether the indexer writes a data set every night. Unset: nightly where EXPORT_DESTINATION is set.",
  ),
  EXPORT_KEEP: withDefault(
    integer(1, 1_000),
    "Export",
    "8",
    "Data sets that are kept. Older ones are removed, but for those that an adapter in use was trained on.",
  ),
  EXPORT_LICENCES: withDefault(
    text("SPDX ids, separated by commas"),
    "Export",
    "",
    "Licences of code that may be learned from beside permissive ones, for example `MPL-2.0,LGPL-3.0`. Code that names no licence is taken for your own.",
  ),
  EXPORT_SYNTHETIC: withDefault(
    integer(0, 100_000),
    "Export",
    "0",
    "Undocumented functions that the expert writes documentation for in each data set, at most: of a tenth of them, at about 1,800 tokens each. They are marked as synthetic. 0: none.",
  ),
  EXPORT_S3_ENDPOINT: optional(
    httpUrl("https://minio.example.com"),
    "Export",
    "The store of an s3:// destination. Unset: Amazon S3.",
  ),
  EXPORT_S3_REGION: withDefault(
    text("the name of a region"),
    "Export",
    "us-east-1",
    "Region of the bucket. Most other stores take any.",
  ),
  EXPORT_S3_ACCESS_KEY_ID: optional(
    text("the id of an access key"),
    "Export",
    "Access key of the store. Unset: what the machine has, as AWS clients find it.",
  ),
  EXPORT_S3_SECRET_ACCESS_KEY: optional(
    secretText("the secret of the access key"),
    "Export",
    "Secret of EXPORT_S3_ACCESS_KEY_ID.",
  ),
  REVIEW_CONCURRENCY: withDefault(
    integer(1, 64),
    "Work",
    "2",
    "Reviews that one worker runs side by side.",
  ),
  BACKFILL_AUTO: withDefault(
    choice(["off", "on"]),
    "Work",
    "off",
    "`on` reads the past pull requests of every repository, and weekly those that ended since, as `devflow backfill` does. Off, since it stores what people wrote and takes an hour of GitHub's budget for some 10,000 pull requests.",
  ),
  SWEEP_INTERVAL_MS: withDefault(
    oneSecondToOneDay,
    "Work",
    "300000",
    "How often GitHub is asked for deliveries that failed.",
  ),
  RECONCILE_INTERVAL_MS: withDefault(
    oneSecondToOneDay,
    "Work",
    "600000",
    "How often open pull requests without a review are looked for.",
  ),
  ROLLOUT_AUTO: withDefault(
    choice(["off", "on"]),
    "Work",
    "off",
    "Whether a trained adapter takes the next stage of its rollout by itself when its outcomes allow it. `off` proposes it and waits for `devflow experts advance`. A step back never waits.",
  ),
  RETRAIN: withDefault(
    choice(["off", "monthly"]),
    "Work",
    "off",
    "`monthly` exports, trains, evaluates and proposes a new adapter once a month, on the machine of the indexer.",
  ),
  LOG_LEVEL: withDefault(
    choice(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    "Logs",
    "info",
    "The least level that is logged.",
  ),
  LOG_FORMAT: withDefault(
    choice(["auto", "pretty", "json"]),
    "Logs",
    "auto",
    "`auto` is pretty on a terminal and JSON otherwise.",
  ),
});

/** Names of all settings. */
export const settingNames: readonly string[] = Object.keys(settingsSchema.shape);
