import { createHmac, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings, type Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase, emptyTables } from "@devflow/database/testing";
import { createLogger, type Logger } from "@devflow/logging";
import { openQueues, type Queues } from "@devflow/queue";
import { type FakeGitHub, startFakeGitHub } from "@devflow/testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type RunningBot, startBot, webhookPath } from "../../src/index.ts";

/** What a test file stands on; the fake GitHub, the tables and the noted jobs are fresh per test. */
export interface World {
  database: Database;
  queues: Queues;
  github: FakeGitHub;
  logger: Logger;
  logLines: Record<string, unknown>[];
  /** Ids of the rows for which jobs ran, in order. */
  jobs: { review: string[]; command: string[]; index: number[] };
  settings(changes?: Record<string, string>): Settings;
  startBot(settings?: Settings): Promise<RunningBot & { webhookUrl: string }>;
}

/** Opens one database and its queues for all tests of a file; closes everything behind them. */
export function useWorld(): World {
  let database: Database | undefined;
  let queues: Queues | undefined;
  let github: FakeGitHub | undefined;
  const folders: string[] = [];
  const bots: RunningBot[] = [];
  const logLines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void logLines.push(JSON.parse(line)) };
  const logger = createLogger({ level: "debug", pretty: false, destination });
  const world: World = {
    logger,
    logLines,
    jobs: { review: [], command: [], index: [] },
    get database() {
      return opened(database);
    },
    get queues() {
      return opened(queues);
    },
    get github() {
      return opened(github);
    },
    settings: (changes = {}) => {
      const { app, apiUrl } = world.github;
      return loadSettings({
        APP_ID: String(app.id),
        PRIVATE_KEY: app.privateKey,
        WEBHOOK_SECRET: app.webhookSecret,
        GITHUB_API_URL: apiUrl,
        DEVFLOW_DATA: folders.at(-1),
        PORT: "0",
        ...changes,
      });
    },
    async startBot(settings = world.settings()) {
      const parts = { database: world.database, queues: world.queues, logger };
      const bot = await startBot({ settings, ...parts });
      bots.push(bot);
      return Object.assign(bot, { webhookUrl: `${bot.url}${webhookPath}` });
    },
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    queues = await openQueues({ database }, logger);
    const { jobs } = world;
    const one = { concurrency: 1 };
    await queues.work("review", async (job) => void jobs.review.push(job.data.reviewId), one);
    await queues.work("command", async (job) => void jobs.command.push(job.data.commandId), one);
    await queues.work("index", async (job) => void jobs.index.push(job.data.repositoryId), one);
  });
  beforeEach(async () => {
    github = await startFakeGitHub();
    folders.push(await mkdtemp(join(tmpdir(), "devflow-bot-")));
    await emptyTables(
      world.database,
      ...["deliveries", "repositories", "installations", "sweep_marks", "redeliveries"],
    );
    for (const noted of Object.values(world.jobs)) noted.length = 0;
    logLines.length = 0;
  });
  afterEach(async () => {
    for (const bot of bots.splice(0)) await bot.close();
    await github?.close();
  });
  afterAll(async () => {
    await queues?.close(1_000);
    await database?.close();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });
  return world;
}

function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("the world is not open yet");
  return part;
}

export interface Delivery {
  body: string | Buffer;
  secret: string;
  event?: string;
  guid?: string;
  headers?: Record<string, string>;
}

/** Sends a delivery as GitHub does; `headers` replaces some, an empty value drops one. */
export async function send(url: string, delivery: Delivery): Promise<Response> {
  const { body, secret, event = "ping", guid = randomUUID(), headers = {} } = delivery;
  const bytes = Buffer.from(body);
  const all = {
    "content-type": "application/json",
    "x-github-delivery": guid,
    "x-github-event": event,
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(bytes).digest("hex")}`,
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  return await fetch(url, { method: "POST", headers: sent, body: bytes });
}

type InboxRow = { guid: string; event: string; state: string; outcome: string | null };

/** Waits until the relay has dealt with everything, and gives the inbox by time. */
export async function handled(world: World): Promise<InboxRow[]> {
  let rows: InboxRow[] = [];
  const waiting = async () => {
    rows = await world.database.query<InboxRow>(
      "SELECT guid, event, state, outcome FROM deliveries ORDER BY received_at, guid",
    );
    return rows.filter((row) => row.state === "received");
  };
  await expect.poll(waiting, { timeout: 100_000, interval: 10 }).toEqual([]);
  return rows;
}

/** The reviews as `number@sha state`, oldest first. */
export async function reviews(world: World): Promise<string[]> {
  const rows = await world.database.query<{ pull_number: number; head_sha: string; state: string }>(
    "SELECT pull_number, head_sha, state FROM reviews ORDER BY created_at, id",
  );
  return rows.map((row) => `${row.pull_number}@${row.head_sha} ${row.state}`);
}
