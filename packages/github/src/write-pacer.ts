import { limits } from "./limits.ts";

/**
 * Token bucket for the writes of one installation, below GitHub's 80 content-creating requests a
 * minute. A write that finds it empty takes the next token in advance and waits for it, a second
 * at most as writes go one by one: a job that is handed back instead uses up one of its tries.
 * Race accepted: several processes have a bucket each; what they overdraw together, GitHub answers
 * with a secondary limit, which is handled too.
 */
export class WritePacer {
  #tokens: number = limits.writeBurst;
  #filledAtMs: number;
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#filledAtMs = now();
  }

  /** Takes a token and gives how long to wait before it may be used, in milliseconds. */
  take(): number {
    const nowMs = this.#now();
    const perMs = limits.writesPerMinute / 60_000;
    const grown = this.#tokens + (nowMs - this.#filledAtMs) * perMs;
    this.#tokens = Math.min(limits.writeBurst, grown) - 1;
    this.#filledAtMs = nowMs;
    return Math.ceil(Math.max(0, -this.#tokens) / perMs);
  }
}
