import { CodeScanner } from "../language/code-scanner.ts";
import { openQuote } from "../place/decide-extent.ts";
import type { Place } from "../place/read-place.ts";

/** A longer rest of a line is not repeated by chance in pieces, only as a whole. */
const longestOverlap = 200;

/**
 * Where a line of an answer comes to what stands behind the cursor on its line: the longest of its
 * ends that the rest begins with. Only where nothing is open that the answer itself has opened:
 * behind `foo(▮)` the answer `bar()` ends with `)`, and that bracket is its own.
 */
export function overlapWithRest(last: string, place: Place, isFirst: boolean): number | null {
  const rest = place.lineRest.trimEnd();
  if (rest.trim() === "") return null;
  const line = last.trimEnd();
  for (let size = Math.min(rest.length, line.length, longestOverlap); size > 0; size -= 1) {
    if (!line.endsWith(rest.slice(0, size))) continue;
    const at = line.length - size;
    if (isPart(rest, size) || !isClosedAt(line.slice(0, at), place, isFirst)) continue;
    return at;
  }
  return null;
}

/** A letter or two that are the same by chance: a whole word or a sign is needed. */
function isPart(rest: string, size: number): boolean {
  if (size === rest.length) return /^\w{1,2}$/.test(rest);
  const overlap = rest.slice(0, size);
  if (!/\w/.test(overlap)) return overlap.trim() === "";
  return size < 4 || (/\w$/.test(overlap) && /^\w/.test(rest.slice(size)));
}

function isClosedAt(text: string, place: Place, isFirst: boolean): boolean {
  const quote = isFirst ? openQuote(place.rules.quotes, place.linePrefix, place.lineRest) : null;
  const scanner = new CodeScanner(
    place.rules,
    quote === null ? undefined : { in: "string", quote },
  );
  const before = scanner.state;
  // A quote that nothing ends in its line is told to be a sign like others: count them.
  if (quote === null && hasOpenQuote(text, place.rules.quotes)) return false;
  if (quote === null && closedInRest(text, place, true) !== null) return false;
  scanner.scan(text);
  if (quote !== null && scanner.state.in === "code")
    return hasOpenQuote(quote + text, place.rules.quotes);
  return scanner.open.length === 0 && scanner.state.in === before.in;
}

function hasOpenQuote(text: string, quotes: readonly string[]): boolean {
  let open: string | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "\\") at += 1;
    else if (open === character) open = null;
    else if (open === null && quotes.includes(character)) open = character;
  }
  return open !== null;
}

const closers = /^[)\]}]/;

/**
 * Where a first line closes a bracket or string that stands closed behind the cursor on the same
 * line: `foo(▮)` with the answer `a, b);`. Null where it closes none.
 */
export function closedInRest(
  line: string,
  place: Place,
  /** With code behind the cursor, what later lines close counts as well. */
  isMidLine: boolean,
): number | null {
  const quote = openQuote(place.rules.quotes, place.linePrefix, place.lineRest);
  if (quote !== null && place.lineRest.startsWith(quote)) {
    const end = firstUnescaped(line, quote);
    return end === -1 ? null : end;
  }
  let level = place.openers.length - 1;
  const state = quote === null ? place.state : ({ in: "string", quote } as const);
  const { stoppedAt } = new CodeScanner(place.rules, state).scan(line, () => {
    const opener = place.openers[level];
    level -= 1;
    return opener === undefined || (isMidLine ? opener.isClosed : opener.isClosedOnLine);
  });
  if (stoppedAt === null || !closers.test(line.slice(stoppedAt))) return null;
  return stoppedAt;
}

function firstUnescaped(line: string, quote: string): number {
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === "\\") at += 1;
    else if (line[at] === quote) return at;
  }
  return -1;
}
