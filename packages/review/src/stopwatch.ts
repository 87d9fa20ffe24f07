type Lap = "context" | "draft" | "verify";

/** Whole milliseconds of each stage, whose laps add up, and of all together, on the monotonic clock. */
export class Stopwatch {
  readonly #startedAt = performance.now();
  readonly #laps = { context: 0, draft: 0, verify: 0 };
  #lastAt = this.#startedAt;

  lap(name: Lap): void {
    const now = performance.now();
    this.#laps[name] += Math.round(now - this.#lastAt);
    this.#lastAt = now;
  }

  laps(): Record<Lap, number> {
    return { ...this.#laps };
  }

  total(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}
