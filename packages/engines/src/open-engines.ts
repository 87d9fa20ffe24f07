import type { Settings } from "@devflow/config";
import {
  admitGuests,
  type Database,
  type Door,
  migrate,
  migrationsFolder,
  openDatabase,
} from "@devflow/database";
import type { Logger } from "@devflow/logging";
import { openQueues, type Queues } from "@devflow/queue";
import type { Registry } from "prom-client";
import { checkReadiness, type Readiness } from "./check-readiness.ts";
import { createMetrics } from "./create-metrics.ts";

/** What every app runs on. One process opens it once, however many apps it runs. */
export interface Engines {
  settings: Settings;
  logger: Logger;
  /** Migrated. */
  database: Database;
  queues: Queues;
  metrics: Registry;
  isReady(): Promise<Readiness>;
  /** Ends or hands back running jobs, then closes the database; within `shutdownTimeoutMs`. */
  close(): Promise<void>;
}

interface Opened extends Pick<Engines, "settings" | "logger" | "database" | "queues"> {
  /** For commands beside, where the database is embedded. */
  door: Door | null;
}

/** Of the shutdown time, what handing jobs back (3 s) and closing connections may need. */
const closingMs = 5_000;

/**
 * Opens database and queues as the settings say, and migrates the database. Raises UsageError for
 * a data folder in use or a database of another version, ExternalError for a server that does not
 * answer.
 */
export async function openEngines(settings: Settings, logger: Logger): Promise<Engines> {
  const databaseUrl = settings.databaseUrl?.expose() ?? null;
  const database = await openDatabase({ databaseUrl, dataFolder: settings.dataFolder }, logger);
  try {
    const migrations = await migrate(database, migrationsFolder);
    if (migrations.length > 0) logger.info({ migrations }, "database migrated");
    const redisUrl = settings.redisUrl?.expose();
    const queues = await openQueues(redisUrl ? { redisUrl } : { database }, logger);
    logger.info({ database: database.engine, queue: queues.backend }, "engines opened");
    const isEmbedded = database.engine === "pglite";
    const door = isEmbedded ? await admitGuests(database, settings.dataFolder, { logger }) : null;
    return assemble({ settings, logger, database, door, queues });
  } catch (thrown) {
    await database.close();
    throw thrown;
  }
}

function assemble({ settings, logger, database, door, queues }: Opened): Engines {
  let closing: Promise<void> | undefined;
  const close = async () => {
    await door?.close();
    await queues.close(Math.max(0, settings.shutdownTimeoutMs - closingMs));
    await database.close();
  };
  return {
    settings,
    logger,
    database,
    queues,
    metrics: createMetrics(queues, logger),
    isReady: () => checkReadiness({ database, queues }),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
