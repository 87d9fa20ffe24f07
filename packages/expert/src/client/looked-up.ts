/**
 * What a server says of itself, as long as it holds.
 *
 * Wanted: nobody waits for what is known; a server that was replaced is noticed within a minute, or
 * by the first request that the new one refuses; many who ask at once are one question; a server
 * that refuses everything is not asked what it is every time.
 * Design: one question at a time. An answer older than a minute is used, and looked at anew behind
 * it; a failure keeps what was known. Who was refused has it looked at anew at once, and waits;
 * when it says the same as before, it is believed for five seconds.
 * Races accepted: what is asked while the answer changes goes by the former one.
 */
export interface LookedUp<T> {
  /** Null until the server was asked. */
  known(): T | null;
  /** Waits for the first answer only. Raises what asking raised, and asks again next time. */
  get(): Promise<T>;
  /** Another answer than `former`, by which a request was refused, or the same. */
  renewed(former: T): Promise<T>;
}

export interface LookUpOptions<T> {
  ask(): Promise<T>;
  isSame(one: T, other: T): boolean;
  /** Known from elsewhere. */
  first?: T | null;
  /** Default: a minute. */
  againAfterMs?: number | undefined;
}

const AGAIN_AFTER_MS = 60_000;
const BELIEVED_MS = 5_000;

export function createLookUp<T>(options: LookUpOptions<T>): LookedUp<T> {
  const { ask, isSame, first = null, againAfterMs = AGAIN_AFTER_MS } = options;
  let known = first;
  let askedAt = performance.now();
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<T> | null = null;
  const askOnce = () => {
    askedAt = performance.now();
    asking ??= ask()
      .then((answer) => {
        // The same object for the same answer, by which callers tell that nothing changed.
        if (known === null || !isSame(known, answer)) known = answer;
        return known;
      })
      .finally(() => {
        asking = null;
      });
    return asking;
  };
  return {
    known: () => known,
    async get() {
      if (known === null) return askOnce();
      if (performance.now() - askedAt >= againAfterMs) askOnce().catch(() => {});
      return known;
    },
    async renewed(former) {
      const isBelieved = performance.now() - confirmedAt < BELIEVED_MS;
      if (known !== null && (isBelieved || !isSame(known, former))) return known;
      const answer = await askOnce();
      if (isSame(answer, former)) confirmedAt = performance.now();
      return answer;
    },
  };
}
