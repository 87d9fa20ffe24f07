/**
 * Wanted: no request for every key of a quick typist, no wait for a slow one, and the wait shrinks where
 * an answer is likely to be wanted or takes long anyway.
 *
 * Design: the pauses between keys, smoothed, say how quickly somebody types: asking is worth it once the pause
 * is longer than usual. What the server takes is waited for too, so it is taken off. A line's end or a
 * bracket is a better moment than the middle of a name, so the factor falls there. The bounds are those of
 * engines in daily use (100 ms to 1 s; one and a half to three usual pauses).
 */

const leastMs = 100;
const mostMs = 1_000;
/** Before anybody typed: 200 ms is 60 words a minute. */
const firstIntervalMs = 200;
const intervalBoundsMs = { least: 100, most: 400 };
/** A longer pause is thinking, not typing. */
const thinkingMs = 2_000;
const rates = { least: 1.5, most: 3 };
/** Weight of the newest pause: about the last twenty keys count. */
const newest = 0.1;

/** Where the cursor stands. */
export interface Moment {
  /** The character before the cursor; empty at the start of a line. */
  before: string;
  isLineEnd: boolean;
  isDocumentEnd: boolean;
}

export class Debouncer {
  #intervalMs = firstIntervalMs;
  #answerMs = 0;
  #lastKeyAt: number | null = null;

  /** A key was typed, at a monotonic time in milliseconds. */
  noteKey(at: number): void {
    const pause = this.#lastKeyAt === null ? null : at - this.#lastKeyAt;
    this.#lastKeyAt = at;
    if (pause === null || pause > thinkingMs) return;
    const bounded = clamp(intervalBoundsMs.least, intervalBoundsMs.most, pause);
    this.#intervalMs += newest * (bounded - this.#intervalMs);
  }

  /** An answer of the server, not of a cache, took so long. */
  noteAnswer(elapsedMs: number): void {
    this.#answerMs += newest * (elapsedMs - this.#answerMs);
  }

  /** How long to wait for the next key before asking, in milliseconds. */
  delayMs(moment: Moment): number {
    const rate = rates.most - (rates.most - rates.least) * promiseOf(moment);
    return Math.round(clamp(leastMs, mostMs, rate * this.#intervalMs - this.#answerMs));
  }
}

/** 0..1: how good a moment it is. */
function promiseOf({ before, isLineEnd, isDocumentEnd }: Moment): number {
  const isBoundary = before === "" || !/\w/u.test(before);
  return (isBoundary ? 0.5 : 0) + (isLineEnd ? 0.4 : 0) + (isDocumentEnd ? 0.1 : 0);
}

function clamp(least: number, most: number, value: number): number {
  return Math.min(most, Math.max(least, value));
}
