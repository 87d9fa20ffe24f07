import { EventEmitter } from "node:events";
import { invariant } from "@devflow/errors";
import {
  listenersOfSharedPool,
  type PostgresNotification,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from "../postgres-pool.ts";
import type { Session } from "../session.ts";
import type { PgliteEngine } from "./pglite-engine.ts";
import { toPoolResult } from "./pglite-session.ts";

/**
 * PGlite in the shape of node-postgres's Pool. All clients share the one session: a statement
 * takes a turn, BEGIN keeps the turn until COMMIT or ROLLBACK.
 */
export class PglitePool extends EventEmitter implements PostgresPool {
  private readonly engine: PgliteEngine;
  private readonly schema: string;

  constructor(engine: PgliteEngine, schema: string) {
    super();
    this.setMaxListeners(listenersOfSharedPool);
    this.engine = engine;
    this.schema = schema;
  }

  async query(sql: string, params?: readonly unknown[]): Promise<PostgresQueryResult> {
    const { session, release } = await this.engine.takeTurn(this.schema);
    return runStatement(session, sql, params).finally(release);
  }

  async connect(): Promise<PostgresPoolClient> {
    const client = new PglitePoolClient(this.engine, this.schema);
    this.emit("connect", client);
    return client;
  }

  /** There is nothing to end: the session belongs to the database. */
  async end(): Promise<void> {}
}

class PglitePoolClient extends EventEmitter implements PostgresPoolClient {
  private readonly engine: PgliteEngine;
  private readonly schema: string;
  private readonly stopNotifications: () => void;
  private turn: { session: Session; release: () => void } | undefined;

  constructor(engine: PgliteEngine, schema: string) {
    super();
    this.engine = engine;
    this.schema = schema;
    this.stopNotifications = engine.onNotification((channel, payload) => {
      this.emit("notification", { channel, payload } satisfies PostgresNotification);
    });
  }

  async query(sql: string, params?: readonly unknown[]): Promise<PostgresQueryResult> {
    const command = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? "";
    // Another client of the same session may listen to the channel too.
    if (command === "UNLISTEN") return { rows: [], rowCount: 0 };
    if (this.turn) return this.continueTransaction(this.turn, command, sql, params);
    const turn = await this.engine.takeTurn(this.schema);
    try {
      const result = await runStatement(turn.session, sql, params);
      if (command === "BEGIN") this.turn = turn;
      return result;
    } finally {
      if (this.turn !== turn) turn.release();
    }
  }

  release(): void {
    this.stopNotifications();
    invariant(this.turn === undefined, "a client was given back inside a transaction");
  }

  private async continueTransaction(
    turn: { session: Session; release: () => void },
    command: string,
    sql: string,
    params?: readonly unknown[],
  ): Promise<PostgresQueryResult> {
    const isLast = command === "COMMIT" || command === "ROLLBACK";
    try {
      return await runStatement(turn.session, sql, params);
    } finally {
      if (isLast) {
        this.turn = undefined;
        turn.release();
      }
    }
  }
}

async function runStatement(
  session: Session,
  sql: string,
  params: readonly unknown[] | undefined,
): Promise<PostgresQueryResult> {
  const isStatement = params !== undefined && params.length > 0;
  return toPoolResult(isStatement ? await session.query(sql, params) : await session.script(sql));
}
