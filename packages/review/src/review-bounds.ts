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
 * Tokens are reserved before a call, with the longest answer that it may get, and settled by what the
 * server counted: so calls side by side cannot exceed the limit together. Most answers are short: a
 * call without room waits for what others give back, in the order of asking, and is refused when
 * nothing that is still reserved would make room. Nobody waits for good: each reservation is settled,
 * and the time ends.
 */
export class ReviewBounds {
  readonly #cost: ReviewCost;
  readonly #signals: Readonly<Record<BoundedPurpose, AbortSignal>>;
  readonly #now: () => number;
  readonly #endsAt: number;
  #used = 0;
  #reserved = 0;
  #returned = Promise.withResolvers<void>();
  readonly #queues: Record<BoundedPurpose, Promise<unknown>> = {
    draft: Promise.resolve(),
    other: Promise.resolve(),
  };

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

  /**
   * From now on: whether gathering context has taken half of the time that drafting has left. The
   * rest is needed to ask about what was gathered.
   */
  beginGathering(): () => boolean {
    const begun = this.#now();
    const draftEnds = this.#endsAt - this.#cost.timeMs * (1 - DRAFT_SHARE);
    const ends = begun + (draftEnds - begun) / 2;
    return () => this.#signals.draft.aborted || this.#now() >= ends;
  }

  /** Reserves tokens for a call, or tells which bound forbids it. Raises what `signal` aborts with. */
  reserve(
    tokens: number,
    purpose: BoundedPurpose = "other",
    signal?: AbortSignal,
  ): Promise<BoundReached | null> {
    const turn = this.#queues[purpose].then(() => this.#take(tokens, purpose, signal));
    this.#queues[purpose] = turn.catch(() => null);
    return turn;
  }

  /** What of a reservation was really used. */
  settle(reserved: number, used: number): void {
    this.#reserved -= reserved;
    this.#used += used;
    this.#returned.resolve();
    this.#returned = Promise.withResolvers();
  }

  async #take(
    tokens: number,
    purpose: BoundedPurpose,
    signal: AbortSignal | undefined,
  ): Promise<BoundReached | null> {
    const most = this.#cost.tokens * (purpose === "draft" ? DRAFT_SHARE : 1);
    const ends = AbortSignal.any([this.#signals[purpose], ...(signal ? [signal] : [])]);
    for (;;) {
      signal?.throwIfAborted();
      if (this.isTimeUp || ends.aborted) return "over the time limit";
      if (this.#used + tokens > most) return "over the token limit";
      if (this.#used + this.#reserved + tokens <= most) break;
      await eitherOf(this.#returned.promise, ends);
    }
    this.#reserved += tokens;
    return null;
  }
}

function eitherOf(returned: Promise<void>, ends: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  ends.addEventListener("abort", end, { once: true });
  returned.then(end);
  return promise.finally(() => ends.removeEventListener("abort", end));
}
