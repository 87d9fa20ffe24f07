import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningBot, startBot, webhookPath } from "@devflow/bot";
import { loadSettings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { emptyTables } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import type { Queues } from "@devflow/queue";
import type { FakeGitHub, ModelServer } from "@devflow/testkit";
import { type RunningWorker, startWorker, type WorkerParts } from "@devflow/worker";
import { vi } from "vitest";

/** Where a test's DevFlow keeps its rows and jobs. */
export interface Store {
  database: Database;
  openQueues(): Promise<Queues>;
  /** Forgets all rows and jobs; the next test starts as on a new machine. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Empties what the apps write; the installations and repositories take the rest with them. */
export async function clearRows(database: Database): Promise<void> {
  await emptyTables(database, "deliveries", "repositories", "installations");
}

/** Bot and worker as they run in production, in this process. */
export interface DevFlow {
  webhookUrl: string;
  database: Database;
  queues: Queues;
  bot: RunningBot;
  worker: RunningWorker;
  /** The review of a head, as soon as it has ended. */
  ended(headSha: string): Promise<EndedReview>;
  close(): Promise<void>;
}

export interface EndedReview extends Record<string, unknown> {
  id: string;
  state: string;
  outcome: string | null;
  expert_state: string | null;
  github_review_id: number | null;
}

/** The environment that connects DevFlow with the fake GitHub and the scripted expert. */
export function environmentFor(github: FakeGitHub, expert: ModelServer | null, dataFolder: string) {
  return {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_API_URL: github.apiUrl,
    DEVFLOW_DATA: dataFolder,
    PORT: "0",
    ...(expert === null
      ? { EXPERT_URL: "none" }
      : { EXPERT_URL: expert.url, EXPERT_MODEL: "scripted" }),
  };
}

export async function startDevFlow(
  store: Store,
  github: FakeGitHub,
  expert: ModelServer | null,
  onStep?: WorkerParts["onStep"],
  now?: WorkerParts["now"],
): Promise<DevFlow> {
  const dataFolder = await mkdtemp(join(tmpdir(), "devflow-e2e-"));
  const settings = loadSettings(environmentFor(github, expert, dataFolder));
  const logger = createLogger({ level: "silent" });
  const queues = await store.openQueues();
  const { database } = store;
  const parts = {
    settings,
    database,
    queues,
    logger,
    ...(onStep && { onStep }),
    ...(now && { now }),
  };
  const worker = await startWorker(parts);
  const bot = await startBot({ ...parts, settings: { ...settings, port: 0 } });
  return {
    webhookUrl: `${bot.url}${webhookPath}`,
    database,
    queues,
    bot,
    worker,
    ended: (headSha) => endedReview(database, headSha),
    async close() {
      await bot.close();
      await worker.close();
      await queues.close(5_000);
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Polls the row, since the end of a review is a state and not an event. */
export function endedReview(
  database: Database,
  headSha: string,
  timeoutMs = 100_000,
): Promise<EndedReview> {
  const read = async () => {
    const [row] = await database.query<EndedReview>(
      `SELECT id, state, outcome, expert_state, github_review_id FROM reviews
        WHERE head_sha = $1 AND finished_at IS NOT NULL`,
      [headSha],
    );
    if (row === undefined) throw new Error(`the review of ${headSha} has not ended`);
    return row;
  };
  return vi.waitFor(read, { timeout: timeoutMs, interval: 50 });
}
