import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, openDatabase } from "@devflow/database";
import { createTestPostgres } from "@devflow/database/testing";
import { UsageError } from "@devflow/errors";
import { createLogger } from "@devflow/logging";
import { Redis } from "ioredis";

/** Where DevFlow keeps its rows and jobs while it is measured. */
export interface Engine {
  name: string;
  /** The settings that make an app use it. */
  environment: Record<string, string>;
  /** A look at the rows; with PGlite only while no app holds them. */
  openDatabase(): Promise<Database>;
  close(): Promise<void>;
}

export type EngineName = "pglite" | "postgres";
export const engineNames: readonly EngineName[] = ["pglite", "postgres"];

const logger = createLogger({ level: "silent" });

/** A fresh, migrated and empty store. */
export function createEngine(name: EngineName): Promise<Engine> {
  return name === "pglite" ? createPglite() : createPostgresAndRedis();
}

async function createPglite(): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), "devflow-bench-"));
  execFileSync(process.execPath, [join(import.meta.dirname, "make-folder.ts"), folder]);
  return {
    name: "PGlite",
    environment: { DEVFLOW_DATA: folder },
    openDatabase: () => openDatabase({ databaseUrl: null, dataFolder: folder }, logger),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function createPostgresAndRedis(): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), "devflow-bench-"));
  const postgres = await createTestPostgres(serviceUrl("DEVFLOW_TEST_DATABASE_URL"));
  const redis = await takeRedis(serviceUrl("DEVFLOW_TEST_REDIS_URL"));
  return {
    name: "Postgres + Redis",
    environment: { DEVFLOW_DATA: folder, DATABASE_URL: postgres.url, REDIS_URL: redis.url },
    openDatabase: () => openDatabase({ databaseUrl: postgres.url, dataFolder: folder }, logger),
    async close() {
      await postgres.close();
      await redis.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serviceUrl(name: string): string {
  const url = process.env[name];
  if (url) return url;
  throw new UsageError(
    `${name} is not set`,
    'Run eval "$(.ci/services.sh start)" first, or measure one engine: --engine pglite.',
  );
}

/** Redis has 16 databases; one that is empty is ours until we empty it again. */
async function takeRedis(serverUrl: string): Promise<{ url: string; close(): Promise<void> }> {
  for (let index = 15; index > 0; index--) {
    const url = new URL(serverUrl);
    url.pathname = `/${index}`;
    const redis = new Redis(url.href);
    // Claimed by a key, so that two benchmarks beside each other do not take the same one.
    const isOurs = (await redis.dbsize()) === 0 && (await redis.setnx("devflow-bench", "1")) === 1;
    if (isOurs) return { url: url.href, close: () => emptyAndQuit(redis) };
    await redis.quit();
  }
  throw new UsageError("No database of the Redis is empty", "Restart it: .ci/services.sh stop");
}

async function emptyAndQuit(redis: Redis): Promise<void> {
  await redis.flushdb();
  await redis.quit();
}
