import { type Position, type Spot, spotOf, typedSince } from "./spot.ts";

/**
 * Wanted: an answer that is under way is not thrown away because its reader typed another key, for it may be about
 * that key, too; and no expert works for somebody who is elsewhere by now.
 *
 * Design: a question belongs to the spot where it was asked. While somebody types on from there it goes on, also
 * while a newer one is asked beside it: the gateway sees that the newer one goes on from the older, and lets it share
 * its answer as long as the two agree. It ends with the first key that is typed elsewhere, and a moment
 * after nobody waits for it any more.
 */

/** The editor cancels a key's wait before it asks for the next: at most so long before. */
export const keptForMs = 400;
/** The newest two: a third would be the answer to a text that is long over. */
const maxUnderWay = 2;

export interface UnderWay {
  readonly spot: Spot;
  /** When it is over, with an answer or without; never rejects. */
  readonly done: Promise<void>;
}

interface Running extends UnderWay {
  controller: AbortController;
  waiting: number;
  timer: ReturnType<typeof setTimeout> | null;
}

export class QuestionsUnderWay {
  #running: Running[] = [];

  /** Those that were asked where one typed on from to this position; the others are ended. */
  goingOnAt(position: Position): readonly UnderWay[] {
    for (const one of [...this.#running]) {
      if (typedSince(one.spot, position) === null) this.#end(one);
    }
    return [...this.#running];
  }

  start(position: Position, ask: (signal: AbortSignal) => Promise<void>): UnderWay {
    while (this.#running.length >= maxUnderWay) this.#end(this.#running[0]);
    const controller = new AbortController();
    const asked = ask(controller.signal).catch(() => {});
    const running: Running = {
      ...{ spot: spotOf(position), controller, waiting: 0, timer: null },
      done: asked.finally(() => this.#forget(running)),
    };
    this.#running.push(running);
    return running;
  }

  /** It is waited for until the signal aborts. */
  hold(underWay: UnderWay, signal: AbortSignal): void {
    const running = this.#running.find((one) => one === underWay);
    if (running === undefined) return;
    if (running.timer !== null) clearTimeout(running.timer);
    running.timer = null;
    running.waiting += 1;
    const leave = () => {
      running.waiting -= 1;
      if (running.waiting > 0 || !this.#running.includes(running)) return;
      running.timer = setTimeout(() => this.#end(running), keptForMs);
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  }

  endAll(): void {
    for (const one of [...this.#running]) this.#end(one);
  }

  #end(running: Running | undefined): void {
    if (running === undefined) return;
    this.#forget(running);
    running.controller.abort();
  }

  #forget(running: Running): void {
    if (running.timer !== null) clearTimeout(running.timer);
    this.#running = this.#running.filter((one) => one !== running);
  }
}
