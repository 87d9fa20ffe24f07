import { createTestPostgres } from "@devflow/database/testing";
import { testMigrationsOverRows } from "./migrations-conformance.ts";

testMigrationsOverRows("postgres", () => {
  const url = process.env.DEVFLOW_TEST_DATABASE_URL;
  if (!url) throw new Error("DEVFLOW_TEST_DATABASE_URL is not set: run .ci/services.sh start");
  return createTestPostgres(url);
});
