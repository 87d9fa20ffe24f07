/**
 * Each queue and each worker of BullMQ listens to the errors of the pool that they share, until the
 * pool ends: 24 in one process. Node would warn of a leak from 11 on; from here on it is one.
 */
export const listenersOfSharedPool = 64;

/** A notification as node-postgres gives it. */
export interface PostgresNotification {
  channel: string;
  payload?: string;
}

export interface PostgresQueryResult {
  rows: never[];
  rowCount: number | null;
}

/** The part of node-postgres's PoolClient that libraries rely on. */
export interface PostgresPoolClient {
  query(sql: string, params?: readonly unknown[]): Promise<PostgresQueryResult>;
  release(destroy?: boolean): void;
  on(event: "notification", listener: (notification: PostgresNotification) => void): this;
  on(event: "error", listener: (error: Error) => void): this;
  on(event: "end", listener: () => void): this;
  removeListener(
    event: "notification",
    listener: (notification: PostgresNotification) => void,
  ): this;
  removeAllListeners(event?: string): this;
}

/**
 * The part of node-postgres's Pool that libraries rely on, for either engine. It raises the
 * driver's own errors on Postgres: libraries look at them.
 */
export interface PostgresPool {
  query(sql: string, params?: readonly unknown[]): Promise<PostgresQueryResult>;
  connect(): Promise<PostgresPoolClient>;
  end(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): this;
  on(event: "connect", listener: (client: PostgresPoolClient) => void): this;
  removeAllListeners(event?: string): this;
}
