import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSettings, type Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { createTestDatabase } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { openQueues, type Queues } from "@devflow/queue";
import { openCodeIndex } from "@devflow/retrieval";
import { type FakeGitHub, type RepositoryHandle, startFakeGitHub } from "@devflow/testkit";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type RunningIndexer, startIndexer } from "../src/index.ts";

const logger = createLogger({ level: "silent" });
const patience = { timeout: 100_000, interval: 50 };
let database: Database;
let queues: Queues;
let github: FakeGitHub;
let settings: Settings;
let indexer: RunningIndexer;
const dataFolder = mkdtempSync(join(tmpdir(), "devflow-indexer-"));

beforeAll(async () => {
  database = await createTestDatabase();
  queues = await openQueues({ database }, logger);
  github = await startFakeGitHub();
  settings = loadSettings({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_API_URL: github.apiUrl,
    DEVFLOW_DATA: dataFolder,
    SWEEP_INTERVAL_MS: "1000",
  });
  indexer = await startIndexer({ settings, database, queues, logger });
});
afterAll(async () => {
  await queues.close(5_000);
  await indexer.close();
  await github.close();
  await database.close();
  rmSync(dataFolder, { recursive: true, force: true });
});

async function addRepository(repository: RepositoryHandle): Promise<number> {
  const installation = github.installation(repository);
  await database.query(
    `INSERT INTO installations (id, account) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
    [installation.id, repository.owner],
  );
  const [row] = await database.query<{ id: number }>(
    `INSERT INTO repositories (github_id, installation_id, owner, name) VALUES ($1, $2, $3, $4)
     RETURNING id`,
    [repository.id, installation.id, repository.owner, repository.name],
  );
  return row!.id;
}

async function indexed(repositoryId: number, commitSha: string | null): Promise<void> {
  const index = openCodeIndex(database, repositoryId);
  expect(commitSha).not.toBeNull();
  await vi.waitFor(async () => {
    expect(await index.status()).toMatchObject({ commitSha, lastError: null });
  }, patience);
}

describe("the indexer", () => {
  test("follows the default branch and leaves out what the repository does not want", async () => {
    const repository = await github.createRepository({
      name: "followed",
      defaultBranch: "trunk",
      files: {
        "src/greet.ts": "export function greetPolitely() { return 1; }\n",
        "drafts/idea.ts": "export function halfAnIdea() { return 1; }\n",
        ".devflow.yml": "index:\n  ignore_paths:\n    - drafts/**\n",
      },
    });
    const repositoryId = await addRepository(repository);
    await queues.enqueue("index", { repositoryId });
    await indexed(repositoryId, await repository.tip("trunk"));
    const index = openCodeIndex(database, repositoryId);
    const paths = async (query: string) =>
      (await index.search(query, { limit: 5 })).map(({ path }) => path);
    expect((await paths("greetPolitely"))[0]).toBe("src/greet.ts");
    expect(await paths("halfAnIdea")).not.toContain("drafts/idea.ts");

    await repository.commit({
      branch: "trunk",
      files: { "src/part.ts": "export function sayGoodbye() { return 2; }\n" },
    });
    await queues.enqueue("index", { repositoryId });
    await indexed(repositoryId, await repository.tip("trunk"));
    expect((await paths("sayGoodbye"))[0]).toBe("src/part.ts");
  });

  test("reads a repository anew a week later, also when the queue has lost everything", async () => {
    const repository = await github.createRepository({
      name: "weekly",
      files: { "a.ts": "export function weekly() { return 1; }\n" },
    });
    // Nobody enqueues it: its row says that there is something to do.
    const repositoryId = await addRepository(repository);
    await indexed(repositoryId, await repository.tip("main"));
    await database.query(
      `UPDATE index_states SET started_at = now() - interval '8 days',
              rebuilt_at = now() - interval '8 days' WHERE repository_id = $1`,
      [repositoryId],
    );
    await vi.waitFor(async () => {
      const [state] = await database.query(
        `SELECT generation, rebuilt_at > now() - interval '1 hour' AS is_rebuilt
           FROM index_states WHERE repository_id = $1`,
        [repositoryId],
      );
      expect(state).toEqual({ generation: 2, is_rebuilt: true });
    }, patience);
    const [hit] = await openCodeIndex(database, repositoryId).search("weekly", { limit: 1 });
    expect(hit).toMatchObject({ path: "a.ts" });
  });

  test("says in the index state why a repository could not be read", async () => {
    const repository = await github.createRepository({ name: "empty" });
    const repositoryId = await addRepository(repository);
    await database.query(`UPDATE repositories SET default_branch = 'nowhere' WHERE id = $1`, [
      repositoryId,
    ]);
    await queues.enqueue("index", { repositoryId });
    await vi.waitFor(async () => {
      const status = await openCodeIndex(database, repositoryId).status();
      expect(status.lastError).not.toBeNull();
      expect(status.commitSha).toBeNull();
    }, patience);
  });

  test("deletes index and mirror of a repository that was removed", async () => {
    const repository = await github.createRepository({
      name: "removed",
      files: { "a.ts": "export const a = 1;\n" },
    });
    const repositoryId = await addRepository(repository);
    await queues.enqueue("index", { repositoryId });
    await indexed(repositoryId, await repository.tip("main"));
    const mirror = join(dataFolder, "mirrors", String(repositoryId));
    expect(existsSync(mirror)).toBe(true);
    await database.query(`UPDATE repositories SET state = 'removed' WHERE id = $1`, [repositoryId]);
    await vi.waitFor(async () => {
      expect(existsSync(mirror)).toBe(false);
      expect(await openCodeIndex(database, repositoryId).status()).toMatchObject({
        commitSha: null,
      });
    }, patience);
    await queues.enqueue("index", { repositoryId });
    await vi.waitFor(async () => {
      expect((await queues.counts()).index).toMatchObject({ waiting: 0, active: 0 });
    }, patience);
    expect(existsSync(mirror)).toBe(false);
  });
});
