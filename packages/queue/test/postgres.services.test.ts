import { createTestPostgres } from "@devflow/database/testing";
import { serviceUrl } from "./helpers/service-urls.ts";
import { describeQueues } from "./queues-conformance.ts";

describeQueues("postgres", async () => {
  const { database, close } = await createTestPostgres(serviceUrl("DEVFLOW_TEST_DATABASE_URL"));
  return { store: { database }, close };
});
