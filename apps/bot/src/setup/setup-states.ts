import { randomBytes } from "node:crypto";

const lifetimeMs = 60 * 60_000;
const maxOpen = 100;

/**
 * The `state` words that we gave to browsers: only who opened our page can bring an App back to it.
 * Each is good once, for an hour (as long as GitHub's code); the oldest goes when there are too many.
 */
export class SetupStates {
  readonly #expiry = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  issue(): string {
    const state = randomBytes(24).toString("base64url");
    this.#expiry.set(state, this.#now() + lifetimeMs);
    const [oldest] = this.#expiry.keys();
    if (this.#expiry.size > maxOpen && oldest !== undefined) this.#expiry.delete(oldest);
    return state;
  }

  /** True once per issued word. */
  redeem(state: string): boolean {
    const expiresAt = this.#expiry.get(state);
    this.#expiry.delete(state);
    return expiresAt !== undefined && expiresAt > this.#now();
  }
}
