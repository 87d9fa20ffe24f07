/**
 * Questions that are on their way to the expert, and who waits for them.
 *
 * Properties wanted: a question is asked once, however many wait for it; somebody who typed on what
 * is just being written gets the rest of it instead of a request of their own; a request ends at the
 * expert as soon as nobody waits for it, and never before; who waits is answered once.
 * Design: a flight knows the text that has come so far. Whoever has typed something waits as long as
 * that text and theirs agree, and is sent away (null) with the first character that does not, or at
 * the end when nothing is left for them. A flight that is over, or that nobody waits for, cannot be
 * found any more, so nobody joins one that is being ended.
 * Races accepted: two processes may ask the same at the same time. The text so far is what the
 * expert writes, before filters: it may send somebody away whom the answer would have fitted, who
 * then asks for themselves; the other way round, the end decides.
 */
import type { ServedAnswer } from "./answer.ts";
import { typedForward } from "./answer.ts";
import { mayShare, type Question } from "./question.ts";

/** What asks the expert. `onText` is told of the text so far of a sample, by its number. */
export type AskExpert = (
  signal: AbortSignal,
  onText: (sample: number, textSoFar: string) => void,
) => Promise<ServedAnswer>;

interface Waiter {
  typed: string;
  settle(answer: ServedAnswer | null): void;
}

export class Flights {
  readonly #byPlace = new Map<string, Set<Flight>>();
  readonly #onEndedEarly: () => void;

  constructor(onEndedEarly: () => void = () => {}) {
    this.#onEndedEarly = onEndedEarly;
  }

  /** How many are under way. */
  get size(): number {
    return [...this.#byPlace.values()].reduce((sum, flights) => sum + flights.size, 0);
  }

  /** One whose answer the question may get, as far as can be told by now. */
  find(question: Question): Flight | null {
    const flights = [...(this.#byPlace.get(question.place) ?? [])];
    return flights.find((flight) => flight.mayAnswer(question)) ?? null;
  }

  start(question: Question, ask: AskExpert): Flight {
    const { place } = question;
    const flights = this.#byPlace.get(place) ?? new Set();
    this.#byPlace.set(place, flights);
    const flight = new Flight(question, (isEarly) => {
      flights.delete(flight);
      if (flights.size === 0 && this.#byPlace.get(place) === flights) this.#byPlace.delete(place);
      if (isEarly) this.#onEndedEarly();
    });
    flights.add(flight);
    flight.begin(ask);
    return flight;
  }
}

export class Flight {
  readonly #question: Question;
  readonly #onOver: (isEarly: boolean) => void;
  readonly #controller = new AbortController();
  readonly #waiters = new Set<Waiter>();
  readonly #texts = new Map<number, string>();
  readonly #answer = Promise.withResolvers<ServedAnswer>();
  #isOver = false;

  constructor(question: Question, onOver: (isEarly: boolean) => void) {
    this.#question = question;
    this.#onOver = onOver;
    // Those who wait are told; with nobody left it is nobody's failure.
    this.#answer.promise.catch(() => {});
  }

  /** Asks in the background: who wants the answer waits for it. */
  begin(ask: AskExpert): void {
    const onText = (sample: number, text: string) => {
      this.#texts.set(sample, text);
      this.#sendAway();
    };
    void ask(this.#controller.signal, onText).then(
      (answer) => this.#land(() => this.#answer.resolve(answer)),
      (error) => this.#land(() => this.#answer.reject(error)),
    );
  }

  mayAnswer(question: Question): boolean {
    const typed = this.#typedSince(question);
    if (typed === null || question.choices > this.#question.choices) return false;
    if (!mayShare(this.#question, question)) return false;
    // Before the first character nothing speaks for waiting: most people do not type what comes.
    return typed === "" || (this.#texts.size > 0 && this.#agrees(typed));
  }

  /**
   * The answer as it is for this question; null when what was typed turns out to be something else.
   * Raises the signal's reason when it is aborted, and what asking raised.
   */
  async wait(question: Question, signal: AbortSignal): Promise<ServedAnswer | null> {
    const typed = this.#typedSince(question) ?? "";
    const left = Promise.withResolvers<null>();
    const waiter: Waiter = { typed, settle: () => left.resolve(null) };
    const leave = () => left.reject(signal.reason);
    this.#waiters.add(waiter);
    signal.addEventListener("abort", leave, { once: true });
    try {
      signal.throwIfAborted();
      const answer = await Promise.race([this.#answer.promise, left.promise]);
      return answer === null ? null : forQuestion(answer, typed, question);
    } finally {
      signal.removeEventListener("abort", leave);
      this.#waiters.delete(waiter);
      this.#endUnlessAwaited();
    }
  }

  /** Null when the question is no later keystroke of this one. */
  #typedSince({ prefix }: Question): string | null {
    const { prefix: asked } = this.#question;
    return prefix.startsWith(asked) ? prefix.slice(asked.length) : null;
  }

  #agrees(typed: string): boolean {
    return [...this.#texts.values()].some(
      (text) => text.startsWith(typed) || typed.startsWith(text),
    );
  }

  #sendAway(): void {
    for (const waiter of this.#waiters) {
      if (waiter.typed !== "" && !this.#agrees(waiter.typed)) waiter.settle(null);
    }
  }

  #endUnlessAwaited(): void {
    if (this.#isOver || this.#waiters.size > 0) return;
    this.#isOver = true;
    this.#onOver(true);
    this.#controller.abort(new DOMException("nobody waits for it any more", "AbortError"));
  }

  #land(settle: () => void): void {
    if (!this.#isOver) this.#onOver(false);
    this.#isOver = true;
    settle();
  }
}

function forQuestion(
  answer: ServedAnswer,
  typed: string,
  { choices }: Question,
): ServedAnswer | null {
  const rest = typedForward(answer, typed);
  return rest === null ? null : { ...rest, choices: rest.choices.slice(0, choices) };
}
