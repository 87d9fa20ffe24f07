import type { Row } from "./model.ts";
import type { PostgresPool } from "./postgres-pool.ts";

export interface SessionResult {
  rows: Row[];
  /** Rows given or changed by the last statement. */
  rowCount: number;
  /** The command tag's first word, for example `SELECT` or `COMMIT`. */
  command: string;
}

/**
 * One connection of either engine, held by one caller at a time. Internal to this package.
 * What the server or the connection refuses is raised as ExternalError.
 */
export interface Session {
  /** One statement with the extended protocol: several statements in one text are refused. */
  query(sql: string, params: readonly unknown[]): Promise<SessionResult>;
  /** Any number of statements, no parameters. Gives the last result. */
  script(sql: string): Promise<SessionResult>;
  /** Binary COPY into `target` (a quoted table with its columns); chunks hold whole tuples. */
  copyIn(target: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;
  /** The connection's state is unknown: it is closed instead of being used again. */
  discard(): void;
}

/** What differs between the engines; everything else is built on top of it. */
export interface Engine {
  readonly kind: "pglite" | "postgres";
  /** Not of a guest: the schema is that of the process which has the database open. */
  readonly mayMigrate: boolean;
  /**
   * Runs `work` with a connection of its own and gives the connection back afterwards. Raises
   * BugError inside a transaction of the same engine.
   */
  session<T>(work: (session: Session) => Promise<T>): Promise<T>;
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  /** Further connections whose unqualified names are looked up in `schema` only. */
  createPool(schema: string): PostgresPool;
  close(): Promise<void>;
}
