import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestPostgres } from "@devflow/database/testing";
import { Redis } from "ioredis";
import { countPostedFindings } from "./count-posted-findings.ts";
import { describeKilledWorkers } from "./killed-suite.ts";
import { serviceUrl } from "./service-url.ts";

/** Redis has 16 databases; each step's processes share one that nobody else uses. */
const redisDatabases: Record<string, number> = {
  claimed: 11,
  drafted: 12,
  settled: 13,
  posted: 14,
};

describeKilledWorkers("Postgres and Redis", async (step) => {
  const postgres = await createTestPostgres(serviceUrl("DEVFLOW_TEST_DATABASE_URL"));
  const redisUrl = new URL(serviceUrl("DEVFLOW_TEST_REDIS_URL"));
  redisUrl.pathname = `/${redisDatabases[step]}`;
  const dataFolder = await mkdtemp(join(tmpdir(), "devflow-killed-"));
  return {
    environment: {
      DATABASE_URL: postgres.url,
      REDIS_URL: redisUrl.href,
      DEVFLOW_DATA: dataFolder,
    },
    countStoredFindings: () => countPostedFindings(postgres.database),
    async remove() {
      const redis = new Redis(redisUrl.href);
      await redis.flushdb();
      await redis.quit();
      await postgres.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
});
