import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBot, webhookPath } from "@devflow/bot";
import { loadSettings } from "@devflow/config";
import { createTestDatabase } from "@devflow/database/testing";
import { startIndexer } from "@devflow/indexer";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { listIndexStatuses, openCodeIndex } from "@devflow/retrieval";
import { startFakeGitHub } from "@devflow/testkit";
import { expect, test } from "vitest";
import { environmentFor } from "./devflow-instance.ts";

const patience = { timeout: 100_000, interval: 50 };

test("a push is searchable soon after its webhook, and says which commit it reflects", async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "devflow-e2e-push-"));
  const logger = createLogger({ level: "silent" });
  const github = await startFakeGitHub();
  const settings = { ...loadSettings(environmentFor(github, null, dataFolder)), port: 0 };
  const database = await createTestDatabase();
  const queues = await openQueues({ database }, logger);
  const parts = { settings, database, queues, logger };
  const bot = await startBot(parts);
  const indexer = await startIndexer(parts);
  const to = `${bot.url}${webhookPath}`;
  try {
    const repository = await github.createRepository({
      name: "pushed",
      files: { "a.ts": "export function before() { return 1; }\n" },
    });
    for (const name of ["firstlyPushed", "secondlyPushed"]) {
      await repository.commit({
        branch: "main",
        files: { [`src/${name}.ts`]: `export function ${name}() { return 1; }\n` },
      });
      await github.deliverAll(to);
      const commitSha = await repository.tip("main");
      await expect
        .poll(
          async () => (await listIndexStatuses(database)).map((found) => found.commitSha),
          patience,
        )
        .toEqual([commitSha]);
      const [status] = await listIndexStatuses(database);
      const index = openCodeIndex(database, status!.repositoryId);
      const [hit] = await index.search(name, { limit: 1 });
      expect(hit).toMatchObject({ path: `src/${name}.ts`, commitSha });
    }
  } finally {
    await bot.close();
    await queues.close(5_000);
    await indexer.close();
    await database.close();
    await github.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
});
