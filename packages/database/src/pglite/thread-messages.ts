import type { SessionResult } from "../session.ts";

/** How the thread is started. */
export interface ThreadSetup {
  /** Folder of the database, or null for one in memory. */
  folder: string | null;
  /** A dump (tar, plain or gzip) that a new database starts from. */
  dump: Uint8Array<ArrayBuffer> | null;
}

/** What a session computes. */
export type Statement =
  | { kind: "query"; sql: string; params: (string | null)[] }
  | { kind: "script"; sql: string }
  /** `bytes` is a complete binary COPY file in memory of its own, which is handed over. */
  | { kind: "copy"; sql: string; bytes: Uint8Array<ArrayBuffer> };

export type ThreadRequest =
  | { kind: "run"; statement: Statement; searchPath: string }
  | { kind: "dump" }
  | { kind: "close" };

export type ThreadAnswer =
  | SessionResult
  | { dump: Uint8Array<ArrayBuffer> }
  | { closed: true }
  /** To a guest of another process: it has its turn. */
  | { taken: true };

export interface ThreadFailure {
  message: string;
  /** SQLSTATE when the failure is Postgres's. */
  code: string | undefined;
  stack: string | undefined;
}

/** What comes back: an answer or failure by request id, or a notification. */
export type ThreadMessage =
  | { id: number; answer: ThreadAnswer }
  | { id: number; failure: ThreadFailure }
  | { notification: { channel: string; payload: string } };
