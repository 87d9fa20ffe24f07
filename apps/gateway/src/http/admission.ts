import { GatewayError } from "./gateway-error.ts";

/**
 * Wanted: under more load than we can carry, those that are in get answers, those that wait do so
 * boundedly, the rest is told at once to come again, and nobody alone takes it all. Design: a counter
 * and a queue in order of arrival; a place is handed from the one that leaves to the one that waited
 * longest. Who gives up waiting leaves the queue. What runs and waits for one person is counted, and
 * has a bound. Accepted: a place may be given to somebody who left in the same turn of
 * the event loop; it is passed on at once.
 */
export class Admission {
  readonly #places: number;
  readonly #maxWaiting: number;
  readonly #maxOfOne: number;
  #taken = 0;
  readonly #waiting = new Set<() => void>();
  readonly #ofPerson = new Map<number, number>();

  /** `maxOfOne`: what one person may have running and waiting; default all. */
  constructor(limits: { places: number; maxWaiting: number; maxOfOne?: number }) {
    this.#places = limits.places;
    this.#maxWaiting = limits.maxWaiting;
    this.#maxOfOne = limits.maxOfOne ?? Number.POSITIVE_INFINITY;
  }

  get running(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Takes a place, waiting for one if need be; the result gives it back. Raises GatewayError 503, and
   * 429 for a person who has too many under way.
   */
  async enter(signal: AbortSignal, personId: number | null = null): Promise<() => void> {
    signal.throwIfAborted();
    this.#countIn(personId);
    try {
      if (this.#taken < this.#places) this.#taken += 1;
      else await this.#wait(signal);
    } catch (thrown) {
      this.#countOut(personId);
      throw thrown;
    }
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      this.#countOut(personId);
      this.#leave();
    };
  }

  #countIn(personId: number | null): void {
    if (personId === null) return;
    const count = this.#ofPerson.get(personId) ?? 0;
    if (count >= this.#maxOfOne) {
      throw new GatewayError(429, `You have ${count} requests under way. Wait for one of them.`, {
        code: "too_many_at_once",
        retryAfterMs: 1_000,
      });
    }
    this.#ofPerson.set(personId, count + 1);
  }

  #countOut(personId: number | null): void {
    if (personId === null) return;
    const count = this.#ofPerson.get(personId) ?? 0;
    if (count <= 1) this.#ofPerson.delete(personId);
    else this.#ofPerson.set(personId, count - 1);
  }

  async #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#maxWaiting) {
      throw new GatewayError(503, "There is more to do than this server can carry now.", {
        code: "overloaded",
        retryAfterMs: 1_000,
      });
    }
    await new Promise<void>((resolve, reject) => {
      const proceed = () => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(proceed);
        reject(signal.reason);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#waiting.add(proceed);
    });
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
