import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { openRepository } from "@devflow/git";
import { createToken, type Scope, scopes } from "@devflow/identity";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { openCodeIndex } from "@devflow/retrieval";
import { type FakeGitHub, type RepositoryHandle, startFakeGitHub } from "@devflow/testkit";
import { type ModelServer, startModelServer, text } from "@devflow/testkit/model-server";
import { Registry } from "prom-client";
import type { GatewayParts } from "../../src/gateway-parts.ts";
import { startGateway } from "../../src/index.ts";

/** A word that stands only in the code of the private repository. */
export const canary = "CANARYZQ7";
/** And one of another private repository with code much like it. */
export const otherCanary = "CANARYXW9";

const vaultWith = (word: string) => `/** ${word} opens the vault with a key. */
export function openVault(key: string): string {
  const prefix = "${word}";
  return prefix + key;
}
`;

/** Reads the private repository on GitHub. */
export const reader = "ada";
/** Has an account on GitHub, and nothing to read there. */
export const stranger = "eve";

/**
 * A gateway, GitHub with the private repositories acme/vault and acme/safe, their indexes, and a model that is
 * overheard and repeats the words of both that it was shown.
 */
export interface AccessWorld extends AsyncDisposable {
  url: string;
  parts: GatewayParts;
  database: Database;
  github: FakeGitHub;
  repository: RepositoryHandle;
  repositoryId: number;
  /** Of acme/safe, which nobody may read whose token the world gives. */
  otherId: number;
  model: ModelServer;
  /** What the transcription understands. */
  hear(words: string): void;
  /** A token of somebody who has that GitHub login. */
  tokenOf(login: string, some?: readonly Scope[]): Promise<{ text: string; personId: number }>;
}

export async function openAccessWorld(): Promise<AccessWorld> {
  const folder = mkdtempSync(join(tmpdir(), "devflow-access-"));
  const logger = createLogger({ level: "silent" });
  let heard = "";
  const github = await startFakeGitHub();
  const model = await startModelServer({
    models: [{ id: "qwen2.5-coder-7b", owned_by: "vllm", max_model_len: 16_384 }],
    kind: "vllm",
    script: (request) => {
      const shown = JSON.stringify(request);
      const told = [canary, otherCanary].filter((word) => shown.includes(word));
      return text(`It opens ${told.join(" and ") || "something"}.`);
    },
    speech: { transcribe: () => heard, speak: () => Buffer.from("sound") },
  });
  const database = await createTestDatabase();
  const queues = await openQueues({ database }, logger);
  const experts = join(folder, "experts.yaml");
  writeFileSync(
    experts,
    `experts:\n  default: { url: "${model.url}", window_tokens: 8192 }\nspeech:\n  transcription: { url: "${model.url}" }\n`,
  );
  const { app } = github;
  const settings = loadSettings({
    GATEWAY_PORT: "0",
    ASSIST_PER_MINUTE: "10000",
    DEVFLOW_DATA: folder,
    EXPERTS_FILE: experts,
    GITHUB_API_URL: github.apiUrl,
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
  });
  const kept = async (name: string, word: string) => {
    const files = { "src/vault.ts": vaultWith(word) };
    const repository = await github.createRepository({ owner: "acme", name, files });
    repository.setPermission(stranger, "none");
    const id = await store(database, github, repository, name);
    await index(database, id, join(folder, name), files);
    return { repository, id };
  };
  const { repository, id: repositoryId } = await kept("vault", canary);
  const { id: otherId } = await kept("safe", otherCanary);
  repository.setPermission(reader, "read");
  const parts: GatewayParts = {
    ...{ settings, logger, database, queues, metrics: new Registry() },
    isReady: async () => ({ isReady: true, checks: {} }) as never,
  };
  const gateway = await startGateway(parts);
  return {
    url: gateway.url,
    ...{ parts, database, github, repository, repositoryId, otherId, model },
    hear: (words) => {
      heard = words;
    },
    tokenOf: (login, some = scopes.filter((scope) => scope !== "admin")) =>
      tokenOf(database, login, some),
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await queues.close(1_000);
      await database.close();
      await model.close();
      await github.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function store(
  database: Database,
  github: FakeGitHub,
  repository: RepositoryHandle,
  name: string,
) {
  const installation = github.installation(repository);
  await database.query(
    "INSERT INTO installations (id, account) VALUES ($1, 'acme') ON CONFLICT DO NOTHING",
    [installation.id],
  );
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO repositories (github_id, installation_id, owner, name, default_branch)
     VALUES ($1, $2, 'acme', $3, 'main') RETURNING id`,
    [repository.id, installation.id, name],
  );
  return row!.id;
}

async function index(
  database: Database,
  repositoryId: number,
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  const git = (...args: string[]) => execFileSync("git", [...who, ...args], { cwd: folder });
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("commit", "--quiet", "--message=All");
  await using checkout = await openRepository(folder);
  await openCodeIndex(database, repositoryId).update(await checkout.tree("HEAD"));
}

async function tokenOf(database: Database, login: string, some: readonly Scope[]) {
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO people (issuer, subject, display_name, github_login)
     VALUES ('https://id.example', $1, $1, $1)
     ON CONFLICT (issuer, subject) DO UPDATE SET disabled_at = NULL RETURNING id`,
    [login],
  );
  const personId = row!.id;
  const request = { personId, kind: "personal", name: "test", scopes: some, days: 1 } as const;
  const { text: token } = await createToken(database, { ...request, actor: "test" });
  return { text: token, personId };
}
