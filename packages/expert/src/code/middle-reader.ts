/**
 * The middle out of an answer that comes in pieces. What the family puts around it is taken off, and it
 * ends at the first stop, also where the server goes on: many skip special words in what they send,
 * some know a few stops only, and a stop may come in two pieces.
 */
export interface MiddleReader {
  /** The text that is certain by now. */
  push(piece: string): string;
  /** What was held back, at the end of the answer. */
  end(): string;
  /** A stop was met: whatever else comes is no code. */
  readonly isEnded: boolean;
}

/**
 * @param before what stands in front of every answer, for example CodeLlama's space
 * @param stops none of them empty
 */
export function createMiddleReader(before: string, stops: readonly string[]): MiddleReader {
  let held = "";
  let isBegun = before === "";
  let isEnded = false;
  const begin = (isLast: boolean): boolean => {
    if (isBegun) return true;
    if (held.length < before.length && !isLast) return false;
    if (held.startsWith(before)) held = held.slice(before.length);
    isBegun = true;
    return true;
  };
  return {
    get isEnded() {
      return isEnded;
    },
    push(piece) {
      if (isEnded) return "";
      held += piece;
      if (!begin(false)) return "";
      const at = firstStop(held, stops);
      isEnded = at !== -1;
      const certain = isEnded ? at : held.length - openEnd(held, stops);
      const text = held.slice(0, certain);
      held = isEnded ? "" : held.slice(certain);
      return text;
    },
    end() {
      begin(true);
      const text = isEnded ? "" : held;
      held = "";
      return text;
    },
  };
}

function firstStop(text: string, stops: readonly string[]): number {
  const places = stops.map((stop) => text.indexOf(stop)).filter((at) => at !== -1);
  return places.length === 0 ? -1 : Math.min(...places);
}

/** How many characters at the end may be the beginning of a stop. */
function openEnd(text: string, stops: readonly string[]): number {
  const longest = Math.max(0, ...stops.map((stop) => stop.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(text.length - length);
    if (stops.some((stop) => stop.length > length && stop.startsWith(end))) return length;
  }
  return 0;
}
