import { setTimeout as delay } from "node:timers/promises";

/** How time goes by while somebody waits for a refusal. */
export interface Pace {
  /** Milliseconds since any moment that stays the same. */
  elapsedMs(): number;
  wait(ms: number): Promise<void>;
}

export const realPace: Pace = {
  elapsedMs: () => performance.now(),
  wait: (ms) => delay(ms, undefined, { ref: false }),
};

/**
 * When a refusal is told, so that how long it took says nothing of what is there.
 *
 * Wanted: a repository that GitHub was asked about and one that is nowhere end at the same time, also
 * where GitHub is slow, and without a question for what is nowhere: whoever asks for thousands of
 * made-up names must not use up the App's budget.
 * Design: both end at a step of the clock, and no earlier than the slowest question of the last ten
 * minutes did, with a quarter on top. Before there was one, two steps are assumed.
 * Race accepted: a question that is slower than all of these by more than the quarter ends a step later.
 */
const stepMs = 400;
const rememberedForMs = 600_000;
const headroom = 1.25;
/** Slower ones push faster ones out; one a minute is enough to know. */
const mostSamples = 64;

export class RefusalClock {
  readonly #now: () => number;
  #samples: { at: number; tookMs: number }[] = [];

  constructor(now: () => Date) {
    this.#now = () => now().getTime();
  }

  /** A question about a repository that is there took this long, whatever came of it. */
  tookLive(tookMs: number): void {
    const at = this.#now();
    this.#samples = [...this.#samples, { at, tookMs }]
      .filter((sample) => at - sample.at < rememberedForMs)
      .sort((a, b) => b.tookMs - a.tookMs)
      .slice(0, mostSamples);
  }

  /** After how many milliseconds in all a refusal is told that took `tookMs` so far. */
  tellAfterMs(tookMs: number): number {
    const at = this.#now();
    const recent = this.#samples.filter((sample) => at - sample.at < rememberedForMs);
    const slowest = recent[0]?.tookMs ?? stepMs * 1.5;
    return Math.ceil(Math.max(1, tookMs, slowest * headroom) / stepMs) * stepMs;
  }
}
