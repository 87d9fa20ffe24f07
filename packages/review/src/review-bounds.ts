import { limits } from "./limits.ts";

/** What one review may cost at most. */
export interface ReviewCost {
  timeMs: number;
  /** Prompts and answers of all its calls to the expert. */
  tokens: number;
}

export type BoundReached = "over the time limit" | "over the token limit";

/**
 * What drafting may take of each at most. Without the rest nothing could be looked at a second time,
 * and a finding without that is not said: all that was spent would be for nothing.
 */
const DRAFT_SHARE = 0.75;

/** Drafting, which leaves a share to what comes after it, or that. */
export type BoundedPurpose = "draft" | "other";

/**
 * The time and the tokens of one review. What is not begun when one of them is used up is left out
 * and named; an answer that is still awaited when the time is up is not waited for.
 *
 * Tokens are reserved before a call, by an estimate that is never too low in practice, and settled
 * by what the server counted: so calls side by side cannot exceed the limit together.
 */
export class ReviewBounds {
  readonly #cost: ReviewCost;
  readonly #signals: Readonly<Record<BoundedPurpose, AbortSignal>>;
  readonly #now: () => number;
  readonly #endsAt: number;
  #tokens = 0;

  constructor(cost: Partial<ReviewCost> = {}, now: () => number = () => performance.now()) {
    this.#cost = { timeMs: limits.reviewMs, tokens: limits.reviewTokens, ...cost };
    this.#now = now;
    this.#endsAt = now() + this.#cost.timeMs;
    this.#signals = {
      draft: AbortSignal.timeout(Math.floor(this.#cost.timeMs * DRAFT_SHARE)),
      other: AbortSignal.timeout(this.#cost.timeMs),
    };
  }

  get isTimeUp(): boolean {
    return this.#signals.other.aborted || this.#now() >= this.#endsAt;
  }

  /** Aborts when the time for this is up. */
  signalFor(purpose: BoundedPurpose): AbortSignal {
    return this.#signals[purpose];
  }

  /** Reserves tokens for a call, or tells which bound forbids it. */
  reserve(tokens: number, purpose: BoundedPurpose = "other"): BoundReached | null {
    if (this.isTimeUp || this.#signals[purpose].aborted) return "over the time limit";
    const most = this.#cost.tokens * (purpose === "draft" ? DRAFT_SHARE : 1);
    if (this.#tokens + tokens > most) return "over the token limit";
    this.#tokens += tokens;
    return null;
  }

  /** What of a reservation was really used. */
  settle(reserved: number, used: number): void {
    this.#tokens += used - reserved;
  }
}
