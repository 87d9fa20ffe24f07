import { createTestDatabase } from "@devflow/database/testing";
import { describeQueues } from "./queues-conformance.ts";

describeQueues("pglite", async () => {
  const database = await createTestDatabase();
  return { store: { database }, close: () => database.close() };
});
