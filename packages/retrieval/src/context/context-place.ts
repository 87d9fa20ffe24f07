import type { ContextKind } from "../model.ts";
import type { Span } from "../storage/read-spans.ts";

/** An item of context before its text is read. */
export interface ContextPlace extends Span {
  kind: ContextKind;
  symbol: string | null;
  reason: string;
  /** Lines of the changed file as it is at head, else of the index. */
  isAtHead?: boolean;
  /** Only the file is known to matter: its piece nearest to the hunk is looked for. */
  isWholeFile?: boolean;
  /** One of the few lines of many files that fill what is left of the budget. */
  isBreadth?: boolean;
  /** Text that is not code of these lines: a comment that was made there. */
  text?: string;
}

/** Longer definitions are cut: their head says what a caller must know. */
const LONGEST_ITEM_LINES = 40;

export function cutPlace(place: ContextPlace): ContextPlace {
  return { ...place, endLine: Math.min(place.endLine, place.startLine + LONGEST_ITEM_LINES - 1) };
}
