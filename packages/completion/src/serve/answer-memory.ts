/**
 * Answers that this process gave, for the next keystrokes.
 *
 * Properties wanted: all answers together stay within a number of bytes, whatever was asked; an
 * answer is served only to who may have it (see question.ts) and only when it continues exactly
 * what stands in front of the cursor; a look-up that misses costs microseconds.
 * Design: by place, the newest answers first. Of the prefix only its length and digest are kept:
 * what was typed since then is the difference of the lengths, and almost every answer that does not
 * fit is told by that text, before anything is hashed.
 * Races accepted: none; everything here is one step of the event loop.
 */
import { LRUCache } from "lru-cache";
import { type Answer, typedForward } from "./answer.ts";
import { digestOf, mayShare, type Question } from "./question.ts";

/** Keystrokes at one place that are answered anew, within the lifetime of an answer. */
const MOST_OF_PLACE = 24;
/** Of an entry beside its texts: digests, numbers, objects. */
const ENTRY_BYTES = 600;

interface Entry extends Answer {
  prefixLength: number;
  prefixDigest: string;
  snippetsDigest: string;
  askedBy: string | null;
  /** Different texts that were asked for. */
  asked: number;
  expiresAt: number;
}

export interface FoundAnswer {
  answer: Answer;
  isTypedForward: boolean;
}

export class AnswerMemory {
  readonly #places: LRUCache<string, readonly Entry[]>;
  readonly #lifetimeMs: number;

  constructor({ memoryBytes, lifetimeMs }: { memoryBytes: number; lifetimeMs: number }) {
    this.#lifetimeMs = lifetimeMs;
    this.#places = new LRUCache({
      maxSize: memoryBytes,
      sizeCalculation: sizeOf,
      ttl: lifetimeMs,
    });
  }

  /** Bytes of all answers, about. */
  get byteLength(): number {
    return this.#places.calculatedSize;
  }

  /** The answer to the question, or what is left of one to a former keystroke; the nearest first. */
  find(question: Question): FoundAnswer | null {
    const now = performance.now();
    const candidates = (this.#places.get(question.place) ?? [])
      .filter(({ prefixLength, expiresAt }) => {
        return expiresAt > now && prefixLength <= question.prefix.length;
      })
      .sort((a, b) => b.prefixLength - a.prefixLength);
    const digestUpTo = digestsOf(question.prefix);
    for (const entry of candidates) {
      const answer = answerOf(entry, question, digestUpTo);
      if (answer === null) continue;
      return { answer, isTypedForward: entry.prefixLength < question.prefix.length };
    }
    return null;
  }

  keep(question: Question, { choices, model }: Answer): void {
    const { place, prefix, snippetsDigest, askedBy } = question;
    const prefixDigest = digestOf([prefix]);
    const entry = {
      ...{ choices, model, snippetsDigest, askedBy, asked: question.choices },
      ...{ prefixLength: prefix.length, prefixDigest },
      expiresAt: performance.now() + this.#lifetimeMs,
    };
    const others = (this.#places.get(place) ?? []).filter(
      (other) =>
        other.expiresAt > performance.now() &&
        (other.prefixDigest !== prefixDigest || !isSameAsker(other, entry)),
    );
    this.#places.set(place, [entry, ...others].slice(0, MOST_OF_PLACE));
  }
}

function isSameAsker(a: Entry, b: Entry): boolean {
  return a.snippetsDigest === b.snippetsDigest && a.askedBy === b.askedBy;
}

/** Hashing a long prefix takes milliseconds: once for all entries of one length. */
function digestsOf(prefix: string): (length: number) => string {
  const known = new Map<number, string>();
  return (length) => {
    const digest = known.get(length) ?? digestOf([prefix.slice(0, length)]);
    known.set(length, digest);
    return digest;
  };
}

function answerOf(
  entry: Entry,
  question: Question,
  digestUpTo: (length: number) => string,
): Answer | null {
  if (!mayShare(entry, question)) return null;
  const { prefix } = question;
  const rest = typedForward(entry, prefix.slice(entry.prefixLength));
  // Who asks by a key for several wants more than the one that is shown already.
  if (rest === null || entry.asked < question.choices) return null;
  if (entry.prefixDigest !== digestUpTo(entry.prefixLength)) return null;
  return { choices: rest.choices.slice(0, question.choices), model: entry.model };
}

function sizeOf(entries: readonly Entry[]): number {
  const ofTexts = ({ choices }: Entry) =>
    choices.reduce((sum, text) => sum + 2 * text.length, ENTRY_BYTES);
  return entries.reduce((sum, entry) => sum + ofTexts(entry), ENTRY_BYTES);
}
