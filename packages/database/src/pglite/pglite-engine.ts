import type { Engine, Session } from "../session.ts";
import { quoteName } from "../sql-names.ts";
import { refuseInsideTransaction } from "../transaction-guard.ts";
import { FairLock } from "./fair-lock.ts";
import { PglitePool } from "./pglite-pool.ts";
import { createPgliteSession } from "./pglite-session.ts";
import type { PgliteThreadClient } from "./pglite-thread-client.ts";

/**
 * Properties wanted: what Postgres gives by separate connections, PGlite's one session gives by
 * turns. A transaction holds all others off until it ends; nobody sees another's search_path.
 * Design: a first-come-first-served lock around the session. The search_path is switched when the
 * turn goes to somebody who wants another one, outside any transaction, so no rollback undoes it.
 * Accepted: a slow transaction delays everybody. Keep transactions short on this engine.
 */
export class PgliteEngine implements Engine {
  readonly kind = "pglite";
  private readonly thread: PgliteThreadClient;
  private readonly lock = new FairLock();
  private readonly single: Session;
  private readonly onClosed: () => void;
  private searchPath = "public";

  constructor(thread: PgliteThreadClient, onClosed: () => void) {
    this.thread = thread;
    this.single = createPgliteSession(thread);
    this.onClosed = onClosed;
  }

  async session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { session, release } = await this.takeTurn("public");
    try {
      return await work(session);
    } finally {
      release();
    }
  }

  /** The session with the search_path set, until `release` is called. */
  async takeTurn(schema: string): Promise<{ session: Session; release: () => void }> {
    refuseInsideTransaction(this);
    const release = await this.lock.acquire();
    try {
      if (this.searchPath !== schema) {
        await this.single.query(`SET search_path TO ${quoteName(schema)}`, []);
        this.searchPath = schema;
      }
    } catch (thrown) {
      release();
      throw thrown;
    }
    return { session: this.single, release };
  }

  /** Starts LISTEN on a channel. It stays on for the session's life: others may rely on it. */
  async startListening(channel: string): Promise<void> {
    await this.session((session) => session.query(`LISTEN ${quoteName(channel)}`, []));
  }

  onNotification(listener: (channel: string, payload: string) => void): () => void {
    this.thread.on("notification", listener);
    return () => this.thread.off("notification", listener);
  }

  async listen(channel: string, onPayload: (payload: string) => void) {
    const stop = this.onNotification((name, payload) => {
      if (name === channel) onPayload(payload);
    });
    try {
      await this.startListening(channel);
    } catch (thrown) {
      stop();
      throw thrown;
    }
    return async () => stop();
  }

  createPool(schema: string) {
    return new PglitePool(this, schema);
  }

  /** The database's files as a tar, for a new database in memory. */
  async dump(): Promise<Uint8Array> {
    const { release } = await this.takeTurn("public");
    return this.thread.dump().finally(release);
  }

  /** Waits for the turn, so that a running transaction ends first. */
  async close(): Promise<void> {
    const release = await this.lock.acquire();
    try {
      await this.thread.close();
    } finally {
      release();
      this.onClosed();
    }
  }
}
