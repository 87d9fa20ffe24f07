import type { Bracket, ScanState } from "../language/code-scanner.ts";
import { CodeScanner, indentationOf } from "../language/code-scanner.ts";
import type { LanguageRules } from "../language/language-rules.ts";
import { mostScannedColumns } from "../limits.ts";

/** A bracket that is open at the cursor. */
export interface Opener extends Bracket {
  /** What stands behind the cursor closes it already. */
  isClosed: boolean;
  /** On the cursor's own line. */
  isClosedOnLine: boolean;
}

export interface BracketsAround {
  /** Innermost last. */
  openers: Opener[];
  /** Brackets behind the cursor that close what is not opened there. */
  closers: readonly Bracket[];
  state: ScanState;
}

const closerOf: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** More levels than this are not looked at. */
const mostLevels = 200;

/** Pairs what the code in front of the cursor leaves open with what the code behind it closes. */
export function bracketsAround(
  rules: LanguageRules,
  before: readonly string[],
  behind: readonly string[],
): BracketsAround {
  const scanner = new CodeScanner(rules);
  const last = before.length - 1;
  for (const [index, line] of before.entries()) {
    // A comment or string of one line goes on behind the cursor, so its end is not this line's.
    scanner.scan(
      index === last ? line.slice(-mostScannedColumns) : line.slice(0, mostScannedColumns),
    );
  }
  const state = certainState(scanner.state, rules, behind);
  const closers: Bracket[] = [];
  const reader = new CodeScanner(rules, state);
  const cursorIndentation = indentationOf(before.at(-1) ?? "");
  for (const [index, line] of behind.entries()) {
    reader.scan(line.slice(0, mostScannedColumns), (closer) => {
      // On the cursor's line nothing stands first, and its indentation is that of the line.
      const own = index === 0 ? { isFirst: false, indentation: cursorIndentation } : {};
      closers.push({ ...closer, ...own });
      return false;
    });
    if (closers.length >= mostLevels) break;
  }
  return { openers: pair(scanner.open.slice(-mostLevels), closers), closers, state };
}

/**
 * A window that begins inside of a long string turns strings and code around; then nothing behind the
 * cursor ends the string.
 */
function certainState(
  state: ScanState,
  { blockComment }: LanguageRules,
  behind: readonly string[],
): ScanState {
  if (state.in === "code") return state;
  const end = state.in === "string" ? state.quote : (blockComment?.[1] ?? "\n");
  return behind.some((line) => line.includes(end)) ? state : { in: "code" };
}

/**
 * Which of the open brackets the closers behind close. A closer that begins its line stands as deep as
 * the line of its opener: where it does not, the opener is one that nothing closes yet, and the closer
 * belongs further out; or nobody opened it, when a header has been deleted.
 */
export function pair(open: readonly Bracket[], closers: readonly Bracket[]): Opener[] {
  const openers = open.map((each): Opener => ({ ...each, isClosed: false, isClosedOnLine: false }));
  let next = 0;
  let level = openers.length - 1;
  while (next < closers.length) {
    const closer = closers[next];
    const opener = openers[level];
    if (closer === undefined || opener === undefined) break;
    if (closes(closer, opener)) {
      opener.isClosed = true;
      opener.isClosedOnLine = closer.line === 0;
      next += 1;
      level -= 1;
    } else if (mayCloseOuter(closer, opener, openers.slice(0, level))) level -= 1;
    else next += 1;
  }
  return openers;
}

/** It stands further left than this opener's line, or is of a kind that only one further out is of. */
function mayCloseOuter(closer: Bracket, opener: Bracket, outer: readonly Bracket[]): boolean {
  if (closer.isFirst && closer.indentation > opener.indentation) return false;
  return outer.some((each) => closes(closer, each)) || closer.indentation < opener.indentation;
}

function closes(closer: Bracket, opener: Bracket): boolean {
  if (closerOf[opener.character] !== closer.character) return false;
  return !closer.isFirst || closer.indentation === opener.indentation;
}
