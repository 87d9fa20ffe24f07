import { loadSettings } from "@devflow/config";
import { openPostgres } from "@devflow/database";
import { createTestPostgres, type TestPostgres } from "@devflow/database/testing";
import { createLogger } from "@devflow/logging";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engines, HEALTH_PATHS, openEngines, startHealthServer } from "../src/index.ts";

const logger = createLogger({ level: "silent" });
const serverUrl = process.env.DEVFLOW_TEST_DATABASE_URL ?? "";
const redisUrl = process.env.DEVFLOW_TEST_REDIS_URL ?? "";
let postgres: TestPostgres;
let engines: Engines;

beforeAll(async () => {
  postgres = await createTestPostgres(serverUrl);
  const settings = loadSettings({ DATABASE_URL: postgres.url, REDIS_URL: redisUrl });
  engines = await openEngines(settings, logger);
});
afterAll(async () => {
  await engines.close();
  await postgres.close();
});

test("with addresses the engines are the servers", () => {
  expect([engines.database.engine, engines.queues.backend]).toEqual(["postgres", "redis"]);
});

test("while the database is lost the process is not ready, and ready again when it is back", async () => {
  const health = await startHealthServer({ ...engines, host: "127.0.0.1", port: 0 });
  const server = openPostgres(serverUrl, { logger });
  const ready = async () => {
    const response = await fetch(`http://127.0.0.1:${health.port}${HEALTH_PATHS.ready}`);
    return { status: response.status, text: await response.text() };
  };
  expect(await ready()).toEqual({ status: 200, text: "ready\n" });

  const name = new URL(postgres.url).pathname.slice(1);
  await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [
    name,
  ]);
  await expect.poll(ready, { timeout: 10_000 }).toEqual({
    status: 503,
    text: `database: database "${name}" is not currently accepting connections\n`,
  });

  await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await expect.poll(ready, { timeout: 10_000 }).toMatchObject({ status: 200 });
  await server.close();
  await health.close();
});
