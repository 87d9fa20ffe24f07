import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPglite } from "@devflow/database";
import { createTestFolder } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { expect, test } from "vitest";
import { openQueues } from "../src/index.ts";

const logger = createLogger({ level: "silent" });

test("jobs in an embedded database are there after a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "devflow-queue-restart-"));
  try {
    await createTestFolder(folder);
    const before = await openPglite(folder);
    const adding = await openQueues({ database: before }, logger);
    await adding.enqueue("review", { reviewId: "kept" }, { deduplicationKey: "pull" });
    await adding.enqueue("index", { repositoryId: 5 }, { delayMs: 100 });
    await adding.close(0);
    await before.close();

    const after = await openPglite(folder);
    const working = await openQueues({ database: after }, logger);
    await working.enqueue("review", { reviewId: "again" }, { deduplicationKey: "pull" });
    const review = Promise.withResolvers<string>();
    const index = Promise.withResolvers<number>();
    await working.work("review", async (job) => review.resolve(job.data.reviewId), {
      concurrency: 1,
    });
    await working.work("index", async (job) => index.resolve(job.data.repositoryId), {
      concurrency: 1,
    });
    expect(await review.promise).toBe("kept");
    expect(await index.promise).toBe(5);
    await working.close(1_000);
    await after.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
