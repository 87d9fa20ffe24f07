import type { Served } from "./request-log.ts";

/** What happened inside the fake, in order. `effect` is a change that a client made. */
export type FakeEvent =
  | { kind: "request"; operation: Served | null; method: string; path: string }
  | {
      kind: "response";
      operation: Served | null;
      method: string;
      path: string;
      /** 0 when the connection was cut. */
      status: number;
    }
  | { kind: "effect"; effect: Effect; repository: string; number: number | null; id: number }
  | { kind: "delivery"; event: string; action: string | null; guid: string; status: number }
  | { kind: "queued"; event: string; action: string | null; guid: string };

export type Effect =
  | "review"
  | "review_body"
  | "review_comment"
  | "issue_comment"
  | "comment_body"
  | "comment_deleted"
  | "thread"
  | "reaction"
  | "check_run"
  | "check_run_update"
  | "token";

interface Waiter {
  matches(event: FakeEvent): boolean;
  resolve(event: FakeEvent): void;
}

/** Barriers for tests: a promise that is kept when something happens, instead of a sleep. */
export class EventLog {
  readonly events: FakeEvent[] = [];
  readonly #waiters = new Set<Waiter>();
  readonly #listeners = new Set<(event: FakeEvent) => void>();

  record(event: FakeEvent): void {
    this.events.push(event);
    for (const listener of this.#listeners) listener(event);
    for (const waiter of this.#waiters) if (waiter.matches(event)) waiter.resolve(event);
  }

  /** Calls `listener` for everything from now on. */
  listen(listener: (event: FakeEvent) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Resolves with the first event that matches. Events of the past count unless `from` is `now`,
   * so a barrier that is set a moment too late does not hang. Rejects after `timeoutMs` with the
   * last events, which say where the work stopped.
   */
  waitFor(
    matches: (event: FakeEvent) => boolean,
    options: { timeoutMs?: number; from?: "start" | "now" } = {},
  ): Promise<FakeEvent> {
    const past = options.from === "now" ? undefined : this.events.find(matches);
    if (past !== undefined) return Promise.resolve(past);
    const { promise, resolve, reject } = Promise.withResolvers<FakeEvent>();
    const waiter: Waiter = { matches, resolve };
    const timeoutMs = options.timeoutMs ?? 45_000;
    const timer = setTimeout(() => {
      const tail = this.events.slice(-20).map((event) => JSON.stringify(event));
      reject(new Error(`nothing matched within ${timeoutMs} ms; the last:\n${tail.join("\n")}`));
    }, timeoutMs);
    this.#waiters.add(waiter);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    });
  }
}
