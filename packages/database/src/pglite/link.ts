import type { SessionResult } from "../session.ts";
import type { Statement } from "./thread-messages.ts";

/** PGlite's one session, for one caller until `release`. */
export interface Turn {
  execute(statement: Statement): Promise<SessionResult>;
  release(): void;
}

/**
 * The way to PGlite's one session: our own thread (OwnLink), or the process that has the data
 * folder open (GuestLink).
 */
export interface PgliteLink {
  readonly isOwn: boolean;
  /** Waits for the turn, first come first served; unqualified names are then looked up in `schema`. */
  take(schema: string): Promise<Turn>;
  onNotification(listener: (channel: string, payload: string) => void): () => void;
  /** All files as a tar. Raises UsageError where another process has them. */
  dump(): Promise<Uint8Array<ArrayBuffer>>;
  /** Waits for the turn, so that a running transaction ends first. */
  close(): Promise<void>;
}
