import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** What a request costs: see the routes. */
export type RateClass = "completion" | "assist" | "search" | "event" | "light";

/** Not of routes: sign-ins, devices and unknown tokens by address, and codes that a person types. */
type DoorClass = "knock" | "begin" | "guess" | "code";

/** Makes what counts: in this process, or in a store that several share. */
export type MakeLimiter = (limit: {
  name: string;
  points: number;
  seconds: number;
}) => RateLimiterAbstract;

export const limiterInMemory: MakeLimiter = ({ name, points, seconds }) =>
  new RateLimiterMemory({ keyPrefix: name, points, duration: seconds });

/** Requests a person may make in a minute, by what they cost. */
export type RateLimitSettings = Readonly<Record<RateClass, number>>;

/**
 * completion: a fast typist makes some 100 after the debounce. assist: each keeps a model busy for
 * seconds. event: a completion has up to seven. Settings change the first three.
 */
export const defaultRates: RateLimitSettings = {
  completion: 300,
  assist: 30,
  search: 60,
  event: 1_000,
  light: 300,
};

/** Counts in windows of a minute; a person counts with all of their tokens. */
export class RateLimits {
  readonly #limiters: Record<RateClass | DoorClass, RateLimiterAbstract>;

  constructor(limits: RateLimitSettings, make: MakeLimiter = limiterInMemory) {
    const limiter = (rate: RateClass) => make({ name: rate, points: limits[rate], seconds: 60 });
    this.#limiters = {
      completion: limiter("completion"),
      assist: limiter("assist"),
      search: limiter("search"),
      event: limiter("event"),
      light: limiter("light"),
      // A device that waits asks 12 times a minute; an office may have one address.
      knock: make({ name: "knock", points: 600, seconds: 60 }),
      // Each is a row for minutes, of 10,000 that there may be.
      begin: make({ name: "begin", points: 60, seconds: 60 }),
      // Each is a question to the database: an office whose tokens were all taken away asks fewer.
      guess: make({ name: "guess", points: 300, seconds: 60 }),
      // 20 of 2.5e10 codes an hour: RFC 8628, section 5.1.
      code: make({ name: "code", points: 20, seconds: 3_600 }),
    };
  }

  /** Takes back what was counted of one request. */
  async giveBack(key: string, rate: RateClass | DoorClass): Promise<void> {
    await this.#limiters[rate].reward(key);
  }

  /** Counts one request. Null: go on; else how long to wait. */
  async take(
    key: string,
    rate: RateClass | DoorClass,
  ): Promise<{ retryAfterMs: number; limit: number } | null> {
    try {
      await this.#limiters[rate].consume(key);
      return null;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return { retryAfterMs: refused.msBeforeNext, limit: this.#limiters[rate].points };
    }
  }
}
