/**
 * What GitHub said about a question, remembered.
 *
 * Properties wanted: an answer is at most five minutes old; many who ask the same thing at once are
 * one request; somebody who types all day does not wait for GitHub every five minutes; GitHub being
 * away reads as "no", soon asked again, and nobody waits long for it.
 * Design: answers by key with the time when they were asked for. One older than four minutes is
 * asked anew in the background when it is used. A failure is remembered for five seconds. Whoever
 * asks waits for `patienceMs` at most; the request goes on and its answer is there for the next.
 * Races accepted: permission that was taken away is noticed up to five minutes later.
 */
import { LRUCache } from "lru-cache";

const rememberedForMs = 300_000;
const refreshedAfterMs = 240_000;
const failureRememberedForMs = 5_000;
const patienceMs = 3_000;
const maxRemembered = 100_000;

/** What a check came to; `isKnown` is false when it failed or took too long. */
export type Checked<T> = { isKnown: true; value: T } | { isKnown: false };

const unknown = { isKnown: false } as const;

interface Entry<T> {
  askedAt: number;
  checked: Checked<T>;
}

export class LiveChecks<T> {
  readonly #now: () => number;
  readonly #onFailure: (failure: unknown) => void;
  readonly #entries = new LRUCache<string, Entry<T>>({ max: maxRemembered });
  readonly #asked = new Map<string, Promise<Checked<T>>>();

  constructor(options: { now: () => Date; onFailure: (failure: unknown) => void }) {
    this.#now = () => options.now().getTime();
    this.#onFailure = options.onFailure;
  }

  /** What is remembered, without asking; undefined where nothing is, or it is too old. */
  remembered(key: string): Checked<T> | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const bound = entry.checked.isKnown ? rememberedForMs : failureRememberedForMs;
    return this.#now() - entry.askedAt < bound ? entry.checked : undefined;
  }

  /** What was said last, however old: a hint for what to ask first, nothing else. */
  lastSaid(key: string): T | undefined {
    const checked = this.#entries.peek(key)?.checked;
    return checked?.isKnown === true ? checked.value : undefined;
  }

  /** The remembered answer, else a new one. Never raises. */
  async check(key: string, ask: () => Promise<T>, signal?: AbortSignal): Promise<Checked<T>> {
    const remembered = this.remembered(key);
    const askedAt = this.#entries.peek(key)?.askedAt ?? 0;
    if (remembered === undefined) return await patiently(this.#ask(key, ask), signal);
    if (this.#now() - askedAt > refreshedAfterMs) void this.#ask(key, ask);
    return remembered;
  }

  #ask(key: string, ask: () => Promise<T>): Promise<Checked<T>> {
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const askedAt = this.#now();
    const asked = ask()
      .then((value): Checked<T> => ({ isKnown: true, value }))
      .catch((failure: unknown): Checked<T> => {
        this.#onFailure(failure);
        return unknown;
      })
      .then((checked) => {
        this.#entries.set(key, { askedAt, checked });
        this.#asked.delete(key);
        return checked;
      });
    this.#asked.set(key, asked);
    return asked;
  }
}

async function patiently<T>(
  asked: Promise<Checked<T>>,
  signal: AbortSignal | undefined,
): Promise<Checked<T>> {
  const ended = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]);
  if (ended.aborted) return unknown;
  return await new Promise((resolve) => {
    const giveUp = () => resolve(unknown);
    ended.addEventListener("abort", giveUp, { once: true });
    void asked.then((checked) => {
      ended.removeEventListener("abort", giveUp);
      resolve(checked);
    });
  });
}
