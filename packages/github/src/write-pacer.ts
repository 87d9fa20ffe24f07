import { limits } from "./limits.ts";

/**
 * Token bucket for the writes of one installation, below GitHub's 80 content-creating requests a
 * minute. It never waits by itself: it says how long to wait, and the caller waits or hands the
 * job back. Race accepted: several processes have a bucket each; what they overdraw together,
 * GitHub answers with a secondary limit, which is handled too.
 */
export class WritePacer {
  #tokens: number = limits.writeBurst;
  #filledAtMs: number;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#filledAtMs = now();
  }

  /** Takes a token and gives 0, or gives the milliseconds until there is one. */
  take(): number {
    const nowMs = this.#now();
    const perMs = limits.writesPerMinute / 60_000;
    const grown = this.#tokens + (nowMs - this.#filledAtMs) * perMs;
    this.#tokens = Math.min(limits.writeBurst, grown);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return Math.ceil((1 - this.#tokens) / perMs);
    this.#tokens -= 1;
    return 0;
  }
}
