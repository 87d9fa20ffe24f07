import { createTestDatabase } from "../src/testing.ts";
import { describeMigrate } from "./migrate-conformance.ts";

describeMigrate("pglite", async () => {
  const database = await createTestDatabase();
  return { database, close: () => database.close() };
});
