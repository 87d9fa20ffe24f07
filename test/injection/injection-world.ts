import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBot, webhookPath } from "@devflow/bot";
import { loadSettings } from "@devflow/config";
import { createTestDatabase } from "@devflow/database/testing";
import { openMirror } from "@devflow/git";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { openCodeIndex } from "@devflow/retrieval";
import { type RepositoryHandle, startFakeGitHub } from "@devflow/testkit";
import { startModelServer } from "@devflow/testkit/model-server";
import { startWorker } from "@devflow/worker";
import { vi } from "vitest";
import { endedReview } from "../e2e/devflow-instance.ts";
import { ObedientModel } from "./obedient-model.ts";

const environmentName = "DEVFLOW_INJECTION_CANARY";

const canary = (kind: string) => `canary-${kind}-${randomBytes(12).toString("hex")}`;

/** Bot and worker as in production, with secrets planted everywhere and a model that obeys anybody. */
export async function openInjectionWorld() {
  const model = new ObedientModel();
  const evilId = "evil-model <img src=x> ![x](https://evil.example) @octocat closes #1";
  const apiKey = canary("api-key");
  const [database, github, expert] = await Promise.all([
    createTestDatabase(),
    startFakeGitHub(),
    startModelServer({ script: model.answer, apiKey, models: [{ id: evilId }] }),
  ]);
  const secrets = {
    "App's private key": github.app.privateKey.split("\n").slice(2, 4),
    "webhook secret": [github.app.webhookSecret],
    "expert's key": [apiKey],
    "environment variable": [canary("environment")],
    "indexed file of another repository": [canary("vault-index")],
    "private file of another repository": [canary("vault-file")],
    // In the same repository: its readers see it anyway, but it does not belong into comments.
    "credential in the code": [`ghp_${randomBytes(18).toString("hex")}`],
  } satisfies Record<string, string[]>;
  process.env[environmentName] = secrets["environment variable"][0];

  const dataFolder = await mkdtemp(join(tmpdir(), "devflow-injection-"));
  const settings = loadSettings({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_API_URL: github.apiUrl,
    DEVFLOW_DATA: dataFolder,
    PORT: "0",
    EXPERT_URL: expert.url,
    EXPERT_API_KEY: apiKey,
  });
  const log: string[] = [];
  const destination = { write: (line: string) => void log.push(line) };
  const logger = createLogger({ level: "trace", pretty: false, destination });
  const queues = await openQueues({ database }, logger, { firstRetryDelayMs: 200 });
  const parts = { settings, database, queues, logger };
  const worker = await startWorker(parts);
  const bot = await startBot({ ...parts, settings: { ...settings, port: 0 } });
  const webhookUrl = `${bot.url}${webhookPath}`;

  async function repositoryRow(repository: RepositoryHandle): Promise<number> {
    return await vi.waitFor(
      async () => {
        const [row] = await database.query<{ id: number }>(
          "SELECT id FROM repositories WHERE github_id = $1",
          [repository.id],
        );
        if (row === undefined) throw new Error(`no row of ${repository.owner} yet`);
        return row.id;
      },
      { timeout: 100_000, interval: 20 },
    );
  }

  return {
    ...{ model, database, github, expert, secrets, log, queues, repositoryRow },
    deliver: () => github.deliverAll(webhookUrl),
    ended: (headSha: string) => endedReview(database, headSha, 120_000),
    async index(repository: RepositoryHandle) {
      const mirror = openMirror(repository.gitDirectory);
      const tip = await repository.tip();
      if (tip === null) throw new Error("nothing to index");
      await openCodeIndex(database, await repositoryRow(repository)).update(await mirror.tree(tip));
      await mirror.close();
    },
    /** Every row of every queue's tables, as text. */
    async jobRows(): Promise<string[]> {
      const tables = await database.query<{ name: string }>(
        "SELECT relname AS name FROM pg_class WHERE relnamespace = 'bullmq'::regnamespace AND relkind IN ('r', 'p')",
      );
      const rows = await Promise.all(
        tables.map(({ name }) =>
          database.query<{ row: string }>(`SELECT t::text AS row FROM bullmq."${name}" AS t`),
        ),
      );
      return rows.flat().map(({ row }) => row);
    },
    async close() {
      delete process.env[environmentName];
      await bot.close();
      await worker.close();
      await queues.close(5_000);
      await expert.close();
      await github.close();
      await database.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

export type InjectionWorld = Awaited<ReturnType<typeof openInjectionWorld>>;
