import { createTestPostgres } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { createTestRedis } from "@devflow/queue/testing";
import { clearRows } from "./devflow-instance.ts";
import { describeReviews } from "./review-suite.ts";
import { serviceUrl } from "./service-url.ts";

describeReviews("Postgres and Redis", async () => {
  const postgres = await createTestPostgres(serviceUrl("DEVFLOW_TEST_DATABASE_URL"));
  const redis = createTestRedis(serviceUrl("DEVFLOW_TEST_REDIS_URL"));
  const logger = createLogger({ level: "silent" });
  return {
    database: postgres.database,
    openQueues: () => openQueues(redis.store, logger, { firstRetryDelayMs: 200 }),
    async clear() {
      await clearRows(postgres.database);
      await redis.close();
    },
    async close() {
      await postgres.close();
    },
  };
});
