import { limits } from "./limits.ts";

/** What one review may cost at most. */
export interface ReviewCost {
  timeMs: number;
  /** Prompts and answers of all its calls to the expert. */
  tokens: number;
}

export type BoundReached = "over the time limit" | "over the token limit";

/**
 * The time and the tokens of one review. What is not begun when one of them is used up is left out
 * and named; an answer that is still awaited when the time is up is not waited for.
 *
 * Tokens are reserved before a call, by an estimate that is never too low in practice, and settled
 * by what the server counted: so calls side by side cannot exceed the limit together.
 */
export class ReviewBounds {
  /** Aborts when the time is up. */
  readonly signal: AbortSignal;
  readonly #cost: ReviewCost;
  readonly #now: () => number;
  readonly #endsAt: number;
  #tokens = 0;

  constructor(cost: Partial<ReviewCost> = {}, now: () => number = () => performance.now()) {
    this.#cost = { timeMs: limits.reviewMs, tokens: limits.reviewTokens, ...cost };
    this.#now = now;
    this.#endsAt = now() + this.#cost.timeMs;
    this.signal = AbortSignal.timeout(this.#cost.timeMs);
  }

  get isTimeUp(): boolean {
    return this.signal.aborted || this.#now() >= this.#endsAt;
  }

  /** Reserves tokens for a call, or tells which bound forbids it. */
  reserve(tokens: number): BoundReached | null {
    if (this.isTimeUp) return "over the time limit";
    if (this.#tokens + tokens > this.#cost.tokens) return "over the token limit";
    this.#tokens += tokens;
    return null;
  }

  /** What of a reservation was really used. */
  settle(reserved: number, used: number): void {
    this.#tokens += used - reserved;
  }
}
