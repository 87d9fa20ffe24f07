import type { Caller, Scope } from "@devflow/identity";

/**
 * What a request costs: `completion` comes with every keystroke, `assist` keeps a model busy for
 * seconds, `search` asks the index, `event` and `light` cost next to nothing.
 */
export type RateClass = "completion" | "assist" | "search" | "event" | "light";

/** Who may pass, and how often. The routes know nothing else of tokens and limits. */
export interface Doorkeeper {
  /**
   * Who the value of `Authorization` stands for; null where there is none, or it is unknown, expired or
   * revoked: these look the same from outside. Raises GatewayError 429 where too many unknown ones came
   * from the address.
   */
  authenticate(authorization: string | undefined, address: string): Promise<Caller | null>;
  /** Counts one request. Null: go on; else how long to wait and why, in words for who asks. */
  admit(caller: Caller, rate: RateClass): Promise<Refusal | null>;
  /** Calls `end` once when a token that was good is so no more; the result ends the watch. Default: none is. */
  whileGood?(
    caller: Caller,
    request: { authorization: string | undefined; scope: Scope },
    end: () => void,
  ): () => void;
}

export interface Refusal {
  retryAfterMs: number;
  /** `rate_limit_exceeded` or `quota_exceeded`. */
  code: string;
  message: string;
}
