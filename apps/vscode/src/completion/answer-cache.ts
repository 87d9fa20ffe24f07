import { LRUCache } from "lru-cache";

/** A choice of an answer of the gateway. */
export interface Choice {
  /** `cmpl-…`: events name it. */
  completionId: string;
  index: number;
  text: string;
  /** From sending the request to its answer; of a text typed on, that of the request behind it. */
  clientMs?: number;
}

/** A text with a cursor in it. */
export interface Position {
  uri: string;
  language: string;
  text: string;
  offset: number;
}

/** Answers in an editor's session that are worth keeping: one works on a few places at a time. */
const maxAnswers = 200;
/** The files around change meanwhile, and so does what the expert would say. */
const ttlMs = 5 * 60_000;
/** What decides an answer stands near the cursor; more of it would cost without telling more. */
const nearChars = 2_000;
/** Typed on for longer, a new answer is better. */
const maxTypedChars = 128;

interface Entry {
  uri: string;
  language: string;
  offset: number;
  before: string;
  after: string;
  choices: readonly Choice[];
}

/**
 * Wanted: whoever types on what was suggested, deletes it again, or comes back, sees it at once, without a
 * request. Design: entries know the text around the place where they were asked; one fits where that text stands
 * unchanged and all that was typed since is how a choice begins. Closing brackets and quotes right of the cursor are not
 * compared, since the editor adds them while one types the opening ones.
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
    const after = afterOf(position);
    let best: { entry: Entry; choices: Choice[] } | null = null;
    for (const entry of this.#entries.values()) {
      const typed = typedSince(entry, position, after);
      if (typed === null) continue;
      const choices = continued(entry.choices, typed);
      // Nothing was suggested there; after another key there may be something.
      const isUseful = choices.length > 0 || (typed === "" && entry.choices.length === 0);
      if (isUseful && (best === null || entry.offset > best.entry.offset))
        best = { entry, choices };
    }
    return best === null ? null : best.choices;
  }

  store(position: Position, choices: readonly Choice[]): void {
    const { uri, language, offset } = position;
    const before = beforeOf(position.text, offset);
    const after = afterOf(position);
    const entry = { uri, language, offset, before, after, choices };
    this.#entries.set(JSON.stringify([uri, language, before, after]), entry);
  }
}

/** What was typed at the place of the entry since; null where the entry is about something else. */
function typedSince(entry: Entry, position: Position, after: string): string | null {
  if (entry.uri !== position.uri || entry.language !== position.language) return null;
  const length = position.offset - entry.offset;
  if (length < 0 || length > maxTypedChars || entry.after !== after) return null;
  if (beforeOf(position.text, entry.offset) !== entry.before) return null;
  return position.text.slice(entry.offset, position.offset);
}

function continued(choices: readonly Choice[], typed: string): Choice[] {
  return choices
    .filter(({ text }) => text.startsWith(typed) && text.length > typed.length)
    .map((choice) => ({ ...choice, text: choice.text.slice(typed.length) }));
}

function beforeOf(text: string, offset: number): string {
  return text.slice(Math.max(0, offset - nearChars), offset);
}

function afterOf({ text, offset }: Position): string {
  const after = text.slice(offset, offset + nearChars / 4);
  return after.replace(/^[)\]}>"'`]+/u, "").slice(0, nearChars / 8);
}
