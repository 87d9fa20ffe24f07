import { type Bracket, CodeScanner, indentationOf } from "../language/code-scanner.ts";
import { mostScannedColumns } from "../limits.ts";
import { pair } from "../place/brackets-around.ts";
import { openQuote } from "../place/decide-extent.ts";
import type { Place } from "../place/read-place.ts";

/**
 * An answer up to where nothing is open that it has opened itself, unless the code behind the cursor
 * closes it: the header of a block that stands there is completed as it is. Empty where that leaves
 * nothing. Whole lines are cut, and of the only line its end.
 */
export function withoutUnclosed(text: string, place: Place): string {
  const quote = openQuote(place.rules.quotes, place.linePrefix, place.lineRest);
  const scanner = new CodeScanner(
    place.rules,
    quote === null ? place.state : { in: "string", quote },
  );
  const lines = text.split("\n");
  let kept = 0;
  let closed = 0;
  for (const [index, line] of lines.entries()) {
    scanner.scan(line.slice(0, mostScannedColumns), () => {
      closed += 1;
      return false;
    });
    if (index === 0 && quote !== null && scanner.state.in === "string") scanner.state = place.state;
    const isCode = scanner.state.in === place.state.in;
    if (isCode && isClosedBehind(scanner.open, closed, place)) kept = index + 1;
  }
  if (kept === lines.length) return text;
  if (kept > 0) return lines.slice(0, kept).join("\n");
  const [first] = scanner.open;
  const line = lines[0] ?? "";
  if (first === undefined || first.line !== 0) return "";
  return withoutOpener(line.slice(0, first.column));
}

/** Each bracket that is still open meets one behind the cursor, beside those in front of it. */
function isClosedBehind(open: readonly Bracket[], closed: number, place: Place): boolean {
  if (open.length === 0) return true;
  const outer = place.openers.slice(0, Math.max(0, place.openers.length - closed));
  const own = open.map((each) =>
    each.line === 0 ? { ...each, indentation: place.indentation } : each,
  );
  const paired = pair([...outer, ...own], place.closers);
  // A closer that the answer takes for itself is missing further out.
  return paired.every(({ isClosed }, level) => isClosed || outer[level]?.isClosed === false);
}

/** What is left of a line whose last bracket was cut: nothing that only makes sense with it. */
function withoutOpener(text: string): string {
  const left = text.trimEnd();
  return /(=>|[=,(:&|+])$/.test(left) || indentationOf(left) === left.length ? "" : left;
}
