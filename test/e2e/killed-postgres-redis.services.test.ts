import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestPostgres } from "@devflow/database/testing";
import { invariant } from "@devflow/errors";
import { Redis } from "ioredis";
import { countPostedFindings } from "./count-posted-findings.ts";
import { describeKilledWorkers, describeLostAnswers, type ProcessStore } from "./killed-suite.ts";
import { serviceUrl } from "./service-url.ts";

/** Redis has databases 0 to 15; the processes of each test share one that nobody else uses. */
const lastRedisDatabase = 15;
let usedRedisDatabases = 0;

async function openStore(): Promise<ProcessStore> {
  usedRedisDatabases += 1;
  const redisDatabase = usedRedisDatabases;
  invariant(redisDatabase <= lastRedisDatabase, "there is a Redis database for every test");
  const postgres = await createTestPostgres(serviceUrl("DEVFLOW_TEST_DATABASE_URL"));
  const redisUrl = new URL(serviceUrl("DEVFLOW_TEST_REDIS_URL"));
  redisUrl.pathname = `/${redisDatabase}`;
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
}

describeKilledWorkers("Postgres and Redis", openStore);
describeLostAnswers("Postgres and Redis", openStore);
