export type Row = Record<string, unknown>;

export interface CopyColumn {
  name: string;
  /** A Postgres type with a binary writer on board. */
  type:
    | "int4"
    | "int8"
    | "text"
    | "bytea"
    | "float4"
    | "bool"
    | "jsonb"
    | "vector"
    | "halfvec"
    | "text[]";
}

/** What a transaction and a database have in common. Parameters are `$1`, `$2`, … */
export interface Queryable {
  /** int8 comes back as number (our ids stay below 2^53), timestamps as Date, jsonb parsed. */
  query<R extends Row = Row>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  /** Loads rows by binary COPY and gives their number. */
  copyIn(
    table: string,
    columns: readonly CopyColumn[],
    rows: Iterable<readonly unknown[]> | AsyncIterable<readonly unknown[]>,
  ): Promise<number>;
  /**
   * Loads tuples that a TupleWriter wrote, perhaps in another thread. A piece holds whole tuples.
   * The pieces are handed over: their memory is not to be used afterwards.
   */
  copyTuples(
    table: string,
    columns: readonly CopyColumn[],
    pieces: Iterable<Uint8Array>,
  ): Promise<void>;
}

/**
 * One Postgres, two engines. Failures of the server raise ExternalError (service `database`) with
 * `code` set to the SQLSTATE; `retryable` for lost connections, deadlocks and serialization failures.
 */
export interface Database extends Queryable {
  readonly engine: "pglite" | "postgres";
  /** True where everybody shares one session: a long statement holds all others up. */
  readonly isSingleSession: boolean;
  /**
   * BEGIN, `work`, COMMIT; ROLLBACK when `work` throws. Inside, only `transaction` may be used: the
   * database itself raises BugError there. On PGlite a transaction holds everybody else off.
   */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  /**
   * Calls `onPayload` for every NOTIFY on the channel until the returned function is called. After a
   * lost connection it is called once with an empty text, because notifications may be missing: a
   * payload is a hint to look, never the work itself.
   */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  /**
   * Gives the space of dead rows free where the engine does not by itself: the embedded one runs no
   * autovacuum, and a table of 11 MB that is often updated grew to 36. Call it now and then.
   */
  tidyUp(): Promise<void>;
  /**
   * One statement that refuses to run inside a transaction (CREATE INDEX CONCURRENTLY), with
   * settings that hold for it alone. The embedded engine does nothing else until it ends.
   */
  maintain(sql: string, settings: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}
