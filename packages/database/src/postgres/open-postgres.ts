import type { Logger } from "@devflow/logging";
import { Pool, type PoolConfig } from "pg";
import { createDatabase } from "../create-database.ts";
import { databaseError } from "../database-error.ts";
import type { Database } from "../model.ts";
import { listenersOfSharedPool } from "../postgres-pool.ts";
import type { Engine, Session } from "../session.ts";
import { refuseInsideTransaction } from "../transaction-guard.ts";
import { PostgresListener } from "./postgres-listener.ts";
import { createPostgresSession } from "./postgres-session.ts";
import { typeParsers } from "./type-parsers.ts";

export interface PostgresOptions {
  logger: Logger;
  /** Connections for queries; listening and further pools have their own. Default 10. */
  maxConnections?: number;
}

/** Waiting longer than this for a connection means that the server is gone or overrun. */
const connectTimeoutMs = 10_000;
/** The longest statement of ours is building an HNSW index, measured at under a minute. */
const statementTimeoutMs = 5 * 60_000;
const idleInTransactionTimeoutMs = 5 * 60_000;
/** Each queue worker keeps one connection for its notifications. */
const furtherPoolConnections = 20;

/** A PostgreSQL server by its URL. Connects on first use. */
export function openPostgres(url: string, options: PostgresOptions): Database {
  const { logger } = options;
  const config: PoolConfig = {
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    keepAlive: true,
    application_name: "devflow",
    types: typeParsers,
  };
  const pool = openPool({ ...config, max: options.maxConnections ?? 10 }, logger);
  const listener = new PostgresListener(config, logger);
  const engine: Engine = {
    kind: "postgres",
    mayMigrate: true,
    async session(work) {
      refuseInsideTransaction(engine);
      return withClient(pool, work);
    },
    listen: (channel, onPayload) => listener.listen(channel, onPayload),
    createPool(schema) {
      const options = `-c search_path=${schema}`;
      const shared = openPool({ ...config, max: furtherPoolConnections, options }, logger);
      return shared.setMaxListeners(listenersOfSharedPool);
    },
    async close() {
      await listener.close();
      if (!pool.ended) await pool.end();
    },
  };
  return createDatabase(engine);
}

function openPool(config: PoolConfig, logger: Logger): Pool {
  const pool = new Pool(config);
  // Without a listener the loss of an idle connection would end the process.
  pool.on("error", (error) => logger.warn({ error }, "idle database connection lost"));
  return pool;
}

async function withClient<T>(pool: Pool, work: (session: Session) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((thrown) => {
    throw databaseError(thrown);
  });
  let isBroken = false;
  const markBroken = () => {
    isBroken = true;
  };
  // A checked-out client reports a lost connection here as well as through its query.
  client.on("error", markBroken);
  try {
    return await work(createPostgresSession(client, markBroken));
  } finally {
    client.off("error", markBroken);
    client.release(isBroken);
  }
}
