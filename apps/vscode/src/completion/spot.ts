/** A place in a document. */
export interface Position {
  uri: string;
  language: string;
  /** Of the document, as much around the place as matters; whole where it is short. */
  text: string;
  /** Where in the document `text` begins. */
  textStart: number;
  /** In the document. */
  offset: number;
}

/** What decides an answer stands near the cursor; more of it would cost without telling more. */
const nearChars = 2_000;
/** Typed on for longer, a new answer is better. */
const maxTypedChars = 128;

/** A place where something was asked, as it is known again later: by the text around it. */
export interface Spot {
  uri: string;
  language: string;
  offset: number;
  before: string;
  after: string;
}

export function spotOf(position: Position): Spot {
  const { uri, language, offset } = position;
  return { uri, language, offset, before: beforeOf(position, offset), after: afterOf(position) };
}

/**
 * What was typed at a spot until this position was reached; null where the position is about something else.
 * Closing brackets and quotes right of the cursor are not compared, since the editor adds them while one
 * types the opening ones.
 */
export function typedSince(spot: Spot, position: Position): string | null {
  if (spot.uri !== position.uri || spot.language !== position.language) return null;
  const length = position.offset - spot.offset;
  if (length < 0 || length > maxTypedChars) return null;
  if (beforeOf(position, spot.offset) !== spot.before || afterOf(position) !== spot.after) {
    return null;
  }
  const { text, textStart, offset } = position;
  return text.slice(spot.offset - textStart, offset - textStart);
}

function beforeOf({ text, textStart }: Position, offset: number): string {
  const at = offset - textStart;
  return at < 0 ? "" : text.slice(Math.max(0, at - nearChars), at);
}

function afterOf({ text, textStart, offset }: Position): string {
  const at = offset - textStart;
  const after = text.slice(at, at + nearChars / 4);
  return after.replace(/^[)\]}>"'`]+/u, "").slice(0, nearChars / 8);
}
