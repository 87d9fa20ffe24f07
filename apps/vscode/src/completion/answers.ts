import { AnswerCache, type Choice } from "./answer-cache.ts";
import { QuestionsUnderWay, type UnderWay } from "./questions-under-way.ts";
import type { Position } from "./spot.ts";

/**
 * Wanted: typing is never waited for; an answer that is known is shown at once, and one that is under way is used
 * where it still fits; nothing is asked for a key that another follows quickly.
 *
 * Design: in this order: is an answer known; was a question asked from where one typed on to here; has typing
 * paused. The last two race: the pause is not longer because something is under way, and an answer that
 * arrives in the pause ends it.
 */
export interface AnswersOptions<Question extends Position> {
  ask(question: Question, isManual: boolean, signal: AbortSignal): Promise<Answered>;
  /** False while the server is away. */
  mayAskUnasked(): boolean;
  /** How long to wait for the next key. */
  pauseMs(question: Question): number;
}

export interface Answered {
  choices: readonly Choice[];
}

export class Answers<Question extends Position> {
  readonly #options: AnswersOptions<Question>;
  readonly #underWay = new QuestionsUnderWay();
  #cache = new AnswerCache();

  constructor(options: AnswersOptions<Question>) {
    this.#options = options;
  }

  /** Another server, another person: what was answered before is theirs, and so is what is on its way. */
  forget(): void {
    this.#underWay.endAll();
    this.#cache = new AnswerCache();
  }

  /** The choices for a place; none where nothing is known and nothing can be asked. Never raises. */
  async of(question: Question, isManual: boolean, signal: AbortSignal): Promise<readonly Choice[]> {
    const cache = this.#cache;
    const known = cache.find(question);
    const earlier = this.#underWay.goingOnAt(question);
    for (const one of earlier) this.#underWay.hold(one, signal);
    // Who asks by a key wants more than what is shown already.
    if (known !== null && !(isManual && known.length < 2)) return known;
    const asked = new AbortController();
    const { signal: wanted } = asked;
    signal.addEventListener("abort", () => asked.abort(), { once: true });
    const find = () => cache.find(question);
    try {
      if (isManual) return await first([this.#ask(question, true, wanted).then(find)], signal);
      const answers = earlier.map(({ done }) => done.then(find));
      const isAsked = earlier.some(({ spot }) => spot.offset === question.offset);
      if (!isAsked) answers.push(this.#askAfterPause(question, wanted).then(find));
      return await first(answers, signal);
    } finally {
      asked.abort();
    }
  }

  async #askAfterPause(question: Question, signal: AbortSignal): Promise<void> {
    if (!this.#options.mayAskUnasked()) return;
    if (await paused(this.#options.pauseMs(question), signal)) {
      await this.#ask(question, false, signal);
    }
  }

  #ask(question: Question, isManual: boolean, signal: AbortSignal): Promise<void> {
    const cache = this.#cache;
    const asked: UnderWay = this.#underWay.start(question, async (end) => {
      const { choices } = await this.#options.ask(question, isManual, end);
      cache.store(question, distinct([...(cache.find(question) ?? []), ...choices]));
    });
    this.#underWay.hold(asked, signal);
    return asked.done;
  }
}

/** The first that is something; none when all are nothing, or nobody waits any more. */
function first(
  answers: readonly Promise<readonly Choice[] | null>[],
  signal: AbortSignal,
): Promise<readonly Choice[]> {
  return new Promise((resolve) => {
    const none = () => resolve([]);
    if (signal.aborted) none();
    signal.addEventListener("abort", none, { once: true });
    const each = answers.map((answer) =>
      answer.then((choices) => {
        if (choices !== null) resolve(choices);
      }),
    );
    void Promise.all(each).then(none);
  });
}

/** False when it was cancelled meanwhile. */
function paused(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false);
      return;
    }
    const timer = setTimeout(() => resolve(true), ms);
    const stop = () => {
      clearTimeout(timer);
      resolve(false);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}

function distinct(choices: readonly Choice[]): Choice[] {
  return choices.filter(
    ({ text }, index) => choices.findIndex((other) => other.text === text) === index,
  );
}
