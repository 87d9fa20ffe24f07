import type { Engine, Session } from "../session.ts";
import { quoteName } from "../sql-names.ts";
import { refuseInsideTransaction } from "../transaction-guard.ts";
import type { PgliteLink } from "./link.ts";
import { PglitePool } from "./pglite-pool.ts";
import { createPgliteSession } from "./pglite-session.ts";

/**
 * What Postgres gives by separate connections, PGlite's one session gives by turns: a transaction
 * holds all others off until it ends. Accepted: a slow transaction delays everybody. Keep
 * transactions short on this engine.
 */
export class PgliteEngine implements Engine {
  readonly kind = "pglite";
  readonly link: PgliteLink;
  private readonly onClosed: () => void;

  constructor(link: PgliteLink, onClosed: () => void) {
    this.link = link;
    this.onClosed = onClosed;
  }

  get mayMigrate(): boolean {
    return this.link.isOwn;
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
    const turn = await this.link.take(schema);
    return { session: createPgliteSession(turn), release: () => turn.release() };
  }

  /** Starts LISTEN on a channel. It stays on for the session's life: others may rely on it. */
  async startListening(channel: string): Promise<void> {
    await this.session((session) => session.query(`LISTEN ${quoteName(channel)}`, []));
  }

  onNotification(listener: (channel: string, payload: string) => void): () => void {
    return this.link.onNotification(listener);
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
  dump(): Promise<Uint8Array<ArrayBuffer>> {
    refuseInsideTransaction(this);
    return this.link.dump();
  }

  /** Waits for the turn, so that a running transaction ends first. */
  async close(): Promise<void> {
    await this.link.close().finally(this.onClosed);
  }
}
