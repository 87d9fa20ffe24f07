import { type Database, postgresPoolOf } from "@devflow/database";
import { createPostgresBackend, runMigrations, withBackend } from "bullmq";
import type { Backend } from "./backend.ts";
import { callQueue } from "./queue-error.ts";

/** BullMQ's tables live here, apart from ours. */
const schema = "bullmq";

/** On PGlite BullMQ's migrations take about 0.3 s; another process may hold their lock meanwhile. */
const migrationTimeoutMs = 60_000;

/**
 * How long a worker on the embedded database sleeps without a look, in seconds. It is woken by the
 * session that it shares with whoever adds a job or moves one, and by its own clock for a delayed
 * one; BullMQ's 5 s are for connections that break unseen. Each look is 4 statements a queue.
 */
const embeddedDrainDelaySeconds = 60;

/** Jobs in the same database as everything else, on either engine. Creates BullMQ's tables. */
export async function openPostgresBackend(database: Database): Promise<Backend> {
  const connection = postgresPoolOf(database, schema);
  await callQueue(async () => {
    const client = await connection.connect();
    try {
      await runMigrations(client, schema);
    } finally {
      client.release();
    }
  }, migrationTimeoutMs);
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const idle = database.engine === "pglite" ? { drainDelay: embeddedDrainDelaySeconds } : {};
  return {
    kind: database.engine,
    createQueue: (name, options) => new Queue(name, { ...options, connection }),
    createWorker: (name, processor, options) =>
      new Worker(name, processor, { ...idle, ...options, connection }),
    close: () => connection.end(),
  };
}
