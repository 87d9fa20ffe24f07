import { createTestPostgres } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { openQueues } from "@devflow/queue";
import { clearRows } from "./devflow-instance.ts";
import { describeReviews } from "./review-suite.ts";
import { serviceUrl } from "./service-url.ts";

describeReviews("Postgres alone", async () => {
  const { database, close } = await createTestPostgres(serviceUrl("DEVFLOW_TEST_DATABASE_URL"));
  const logger = createLogger({ level: "silent" });
  return {
    database,
    openQueues: () => openQueues({ database }, logger, { firstRetryDelayMs: 200 }),
    async clear() {
      await clearRows(database);
      await database.query("DROP SCHEMA bullmq CASCADE");
    },
    close,
  };
});
