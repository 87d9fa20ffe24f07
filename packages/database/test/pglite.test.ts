import { createTestDatabase } from "../src/testing.ts";
import { describeDatabase } from "./database-conformance.ts";

describeDatabase("pglite", async () => {
  const database = await createTestDatabase();
  return { database, close: () => database.close() };
});
