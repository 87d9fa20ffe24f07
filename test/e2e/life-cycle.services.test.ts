import { createTestPostgres } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { createTestRedis } from "@devflow/queue/testing";
import { expect, test } from "vitest";
import { clearRows } from "./devflow-instance.ts";
import { runLifeCycles } from "./life-cycle/run-life-cycles.ts";
import { serviceUrl } from "./service-url.ts";

const seeds = Array.from({ length: 5 }, (_, index) => 500 + index);

test("the promises of life-cycle.test.ts on Postgres and Redis", {
  timeout: 600_000,
}, async () => {
  const postgres = await createTestPostgres(serviceUrl("DEVFLOW_TEST_DATABASE_URL"));
  const redis = createTestRedis(serviceUrl("DEVFLOW_TEST_REDIS_URL"));
  const logger = createLogger({ level: "silent" });
  const store = {
    database: postgres.database,
    // Days go by in minutes here: a first wait of 5 s would be most of them.
    openQueues: () => openQueues(redis.store, logger, { firstRetryDelayMs: 1_000 }),
    async clear() {
      await clearRows(postgres.database);
      await redis.close();
    },
    close: () => postgres.close(),
  };
  const failures = await runLifeCycles(store, seeds, 10);
  await store.close();
  expect(failures.join("\n\n")).toBe("");
});
