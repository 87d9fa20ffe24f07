import { type Database, postgresPoolOf } from "@devflow/database";
import { createPostgresBackend, runMigrations, withBackend } from "bullmq";
import type { Backend } from "./backend.ts";
import { callQueue } from "./queue-error.ts";

/** BullMQ's tables live here, apart from ours. */
const schema = "bullmq";

/** On PGlite BullMQ's migrations take about 0.3 s; another process may hold their lock meanwhile. */
const migrationTimeoutMs = 60_000;

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
  return {
    kind: database.engine,
    createQueue: (name, options) => new Queue(name, { ...options, connection }),
    createWorker: (name, processor, options) =>
      new Worker(name, processor, { ...options, connection }),
    close: () => connection.end(),
  };
}
