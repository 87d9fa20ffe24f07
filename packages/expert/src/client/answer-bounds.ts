import { MAX_RESPONSE_BYTES } from "./bounded-fetch.ts";

/**
 * How much an answer of so many tokens can be. Servers that do not keep to `max_tokens`, and models
 * that never stop thinking, are read no further.
 */

/** Code and prose have 3 to 5 in a token; single tokens of blanks have more. */
const CHARACTERS_A_TOKEN = 16;
/** A token as an event of its own: about 250 with the ids and dates around it, more with counts. */
const EVENT_BYTES = 2_048;
/** A character that is written as `\uXXXX`. */
const ESCAPED_BYTES = 6;
/** What comes with any answer. */
const FRAME_BYTES = 64 * 1024;

/** Of a streamed answer, on the wire. */
export function mostStreamBytes(tokens: number): number {
  return FRAME_BYTES + EVENT_BYTES * tokens;
}

/** Of an answer in one piece of JSON, on the wire. */
export function mostBodyBytes(tokens: number): number {
  return Math.min(MAX_RESPONSE_BYTES, FRAME_BYTES + CHARACTERS_A_TOKEN * ESCAPED_BYTES * tokens);
}

interface Piece {
  text: string;
  finishReason: "stop" | "length" | null;
}

/**
 * The pieces as far as so many tokens can be, and then an end by `length`, as of a server that keeps to
 * what it was asked. `characters` counts thoughts that are none of the text, too.
 */
export async function* endedAtBound<P extends Piece>(
  pieces: AsyncIterable<{ piece: P; characters: number }>,
  tokens: number,
): AsyncGenerator<P, void> {
  let left = tokens * CHARACTERS_A_TOKEN;
  for await (const { piece, characters } of pieces) {
    left -= characters;
    if (left >= 0) yield piece;
    else {
      yield { ...piece, text: piece.text.slice(0, left), finishReason: "length" };
      return;
    }
  }
}
