/** A place where somebody types. */
export interface Place {
  /** The line before the cursor, and after it. */
  before: string;
  after: string;
  /** Nothing but white space follows in the document. */
  isDocumentEnd: boolean;
  isDocumentEmpty: boolean;
}

/** Why nothing is asked unasked there; counted in the log at debug level. */
export type NoReason =
  | "code_on_the_right"
  | "after_a_statement"
  | "empty_document"
  | "after_the_last_line";

/**
 * What may stand right of the cursor: white space, and what editors close by themselves. Anything else is
 * the middle of a word or a line, where an answer makes text jump.
 */
const closedByItself = /^[\s)\]}>"'`;,:]*$/u;

/** A line that ends so is complete: what would be suggested is mostly the next line, too early. */
const statementEnd = /[;)\]}]\s*$/u;

/**
 * Why not to ask while somebody types at this place; null to ask. What is asked for by a key is always asked.
 * A `)` right before the cursor with another closing right of it is inside of a call, where more may come.
 */
export function whyNotAsk(place: Place): NoReason | null {
  if (place.isDocumentEmpty) return "empty_document";
  if (!closedByItself.test(place.after)) return "code_on_the_right";
  if (place.after.trim() === "" && statementEnd.test(place.before)) return "after_a_statement";
  const isBlank = place.before.trim() === "" && place.after.trim() === "";
  if (isBlank && place.before === "" && place.isDocumentEnd) return "after_the_last_line";
  return null;
}
