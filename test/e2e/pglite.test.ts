import { createTestDatabase } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { clearRows } from "./devflow-instance.ts";
import { describeReviews } from "./review-suite.ts";

describeReviews("PGlite", async () => {
  const database = await createTestDatabase();
  const logger = createLogger({ level: "silent" });
  return {
    database,
    openQueues: () => openQueues({ database }, logger, { firstRetryDelayMs: 200 }),
    async clear() {
      await clearRows(database);
      await database.query("DROP SCHEMA bullmq CASCADE");
    },
    close: () => database.close(),
  };
});
