import { openPostgres } from "@devflow/database";
import { createTestPostgres, type TestPostgres } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll } from "vitest";
import { createTestRedis } from "../src/testing.ts";
import { serviceUrl } from "./helpers/service-urls.ts";
import { testKilledWorker } from "./killed-worker-conformance.ts";

const logger = createLogger({ level: "silent" });
const redis = createTestRedis(serviceUrl("DEVFLOW_TEST_REDIS_URL"));
let postgres: TestPostgres;

beforeAll(async () => {
  postgres = await createTestPostgres(serviceUrl("DEVFLOW_TEST_DATABASE_URL"));
});
afterAll(async () => {
  await postgres.close();
  await redis.close();
});

testKilledWorker(
  "postgres",
  2,
  () => ({ databaseUrl: postgres.url }),
  async () => {
    const database = openPostgres(postgres.url, { logger });
    return { store: { database }, close: () => database.close() };
  },
);

testKilledWorker(
  "redis",
  2,
  () => redis.store,
  async () => ({ store: redis.store, close: async () => {} }),
);
