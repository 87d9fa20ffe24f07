import { LRUCache } from "lru-cache";
import { type Position, type Spot, spotOf, typedSince } from "./spot.ts";

/** A choice of an answer of the gateway. */
export interface Choice {
  /** `cmpl-…`: events name it. */
  completionId: string;
  index: number;
  text: string;
  /** From sending the request to its answer; of a text typed on, that of the request behind it. */
  clientMs?: number;
}

/** Answers in an editor's session that are worth keeping: one works on a few places at a time. */
const maxAnswers = 200;
/** The files around change meanwhile, and so does what the expert would say. */
const ttlMs = 5 * 60_000;

interface Entry {
  spot: Spot;
  choices: readonly Choice[];
}

/**
 * Wanted: whoever types on what was suggested, deletes it again, or comes back, sees it at once, without a
 * request. Design: entries know the text around the place where they were asked; one fits where that text stands
 * unchanged and all that was typed since is how a choice begins.
 * An answer without choices is kept too: nothing is asked again there.
 */
export class AnswerCache {
  readonly #entries: LRUCache<string, Entry>;

  constructor(now?: () => number) {
    const perf = now === undefined ? {} : { perf: { now } };
    this.#entries = new LRUCache({ max: maxAnswers, ttl: ttlMs, ttlResolution: 0, ...perf });
  }

  /** The choices for this position, without what was typed meanwhile; null where nothing is known. */
  find(position: Position): readonly Choice[] | null {
    let best: { spot: Spot; choices: Choice[] } | null = null;
    for (const { spot, choices: asked } of this.#entries.values()) {
      const typed = typedSince(spot, position);
      if (typed === null) continue;
      const choices = continued(asked, typed);
      // Nothing was suggested there; after another key there may be something.
      const isUseful = choices.length > 0 || (typed === "" && asked.length === 0);
      if (isUseful && (best === null || spot.offset > best.spot.offset)) best = { spot, choices };
    }
    return best === null ? null : best.choices;
  }

  store(position: Position, choices: readonly Choice[]): void {
    const spot = spotOf(position);
    const { uri, language, before, after } = spot;
    this.#entries.set(JSON.stringify([uri, language, before, after]), { spot, choices });
  }
}

function continued(choices: readonly Choice[], typed: string): Choice[] {
  return choices
    .filter(({ text }) => text.startsWith(typed) && text.length > typed.length)
    .map((choice) => ({ ...choice, text: choice.text.slice(typed.length) }));
}
