import { GatewayError } from "./gateway-error.ts";

/**
 * Wanted: under more load than we can carry, those that are in get answers, those that wait do so
 * boundedly, and the rest is told at once to come again. Design: a counter and a queue in order of
 * arrival; a place is handed from the one that leaves to the one that waited longest. Who gives up
 * waiting leaves the queue. Accepted: a place may be given to somebody who left in the same turn of
 * the event loop; it is passed on at once.
 */
export class Admission {
  readonly #places: number;
  readonly #maxWaiting: number;
  #taken = 0;
  readonly #waiting = new Set<() => void>();

  constructor({ places, maxWaiting }: { places: number; maxWaiting: number }) {
    this.#places = places;
    this.#maxWaiting = maxWaiting;
  }

  get running(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes a place, waiting for one if need be; the result gives it back. Raises GatewayError 503. */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#taken < this.#places) this.#taken += 1;
    else await this.#wait(signal);
    let isLeft = false;
    return () => {
      if (isLeft) return;
      isLeft = true;
      this.#leave();
    };
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
