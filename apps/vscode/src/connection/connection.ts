import type { GatewayError, GatewayFault } from "../gateway/gateway-error.ts";

/**
 * Wanted: a server that is away is not asked with every key, is found again soon, and is told of once.
 *
 * Design: what nobody asked for by name (completions, events) passes a gate. A failure closes it for 1 s, the next
 * for 2 s, and so on up to a minute; a 429 for as long as the server says; being signed out or not
 * configured until that changes. What a person asks for by name always goes, and an answer to it opens the gate.
 */

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;
/** For a 429 without Retry-After. */
const limitedWaitMs = 10_000;

/** How things stand with the server: the fault of the last call, or `ready`. */
export type ConnectionState = "ready" | GatewayFault;

export class Connection {
  readonly #now: () => number;
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  #state: ConnectionState = "ready";
  #why = "";
  #failures = 0;
  #closedUntil = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** What the last fault said; empty when all is well. */
  get why(): string {
    return this.#why;
  }

  /** Whether something that nobody asked for by name may be sent now. */
  mayAskUnasked(): boolean {
    if (this.#state === "signed_out" || this.#state === "not_configured") return false;
    return this.#now() >= this.#closedUntil;
  }

  /** Told of every call: null for an answer. */
  note(fault: GatewayError | null): void {
    if (fault === null || fault.fault === "refused" || fault.fault === "not_available") {
      // The server is there, even if it said no to this one call.
      this.reset();
      return;
    }
    this.#why = fault.message;
    switch (fault.fault) {
      case "signed_out":
      case "not_configured":
        break;
      case "limited":
        this.#closeFor(fault.retryAfterMs ?? limitedWaitMs);
        break;
      default:
        this.#failures += 1;
        this.#closeFor(Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#failures - 1)));
    }
    this.#become(fault.fault);
  }

  /** Known without a call: no address is set. */
  markNotConfigured(): void {
    this.#why = "";
    this.#become("not_configured");
  }

  /** Known without a call: there is no token. */
  markSignedOut(): void {
    this.#why = "";
    this.#become("signed_out");
  }

  /** Settings or the token changed, or an answer came: ask as if nothing had been. */
  reset(): void {
    this.#failures = 0;
    this.#closedUntil = 0;
    this.#why = "";
    this.#become("ready");
  }

  /** Returns what ends the listening. */
  onChange(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #closeFor(ms: number): void {
    this.#closedUntil = this.#now() + Math.min(ms, 10 * longestWaitMs);
  }

  #become(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
