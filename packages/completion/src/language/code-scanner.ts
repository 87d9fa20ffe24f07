import type { LanguageRules } from "./language-rules.ts";

/** A bracket that is open, or one that closes what is not open in the scanned text. */
export interface Bracket {
  character: string;
  /** Offset in its line. */
  column: number;
  /** Of its line, 0 for the first one that was scanned. */
  line: number;
  /** Columns that its line is indented by. */
  indentation: number;
  /** Nothing but white space stands in front of it in its line. */
  isFirst: boolean;
}

/** What the scanner is inside of at the end of a line. */
export type ScanState = { in: "code" } | { in: "comment" } | { in: "string"; quote: string };

const closerOf: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const code: ScanState = { in: "code" };

/**
 * Brackets, strings and comments of code, line by line, in one pass. It knows what quotes and comments
 * look like, not the language: where a quote is not closed in its line it is a character like others,
 * so prose and markup do no harm. Template strings count their `${…}` as part of the string.
 */
export class CodeScanner {
  readonly #rules: LanguageRules;
  state: ScanState;
  /** Open in the scanned text, innermost last. */
  readonly open: Bracket[] = [];
  #line = 0;

  constructor(rules: LanguageRules, state: ScanState = code) {
    this.#rules = rules;
    this.state = state;
  }

  /**
   * Reads one line without its end. `onClose` is told of each closing bracket that closes nothing of
   * the scanned text; when it gives true the rest of the line is left.
   */
  scan(text: string, onClose: (closer: Bracket) => boolean = () => false): ScannedLine {
    const indentation = indentationOf(text);
    const firstColumn = text.length - text.trimStart().length;
    let lastCode = -1;
    let commentAt: number | null = null;
    for (let at = 0; at < text.length; ) {
      if (this.state.in !== "code") {
        const startedIn = this.state.in;
        at = this.#leave(text, at);
        if (startedIn === "string") lastCode = at - 1;
        continue;
      }
      const unit = text.charCodeAt(at);
      if (isPlain(unit)) {
        if (unit > 0x20) lastCode = at;
        at += 1;
        continue;
      }
      const character = text[at] ?? "";
      if (this.#rules.lineComments.some((sign) => text.startsWith(sign, at))) {
        commentAt = at;
        break;
      }
      const skipped = this.#literal(text, at, lastCode);
      if (skipped > at) {
        if (commentAt === null && text.startsWith(this.#rules.blockComment?.[0] ?? "\n", at)) {
          commentAt = lastCode === -1 ? at : null;
        } else lastCode = skipped - 1;
        at = skipped;
        continue;
      }
      lastCode = at;
      if (character in closerOf) {
        const isFirst = at === firstColumn;
        this.open.push({ character, column: at, line: this.#line, indentation, isFirst });
      } else if (isCloser(character) && !this.#close(character)) {
        const isFirst = at === firstColumn;
        const closer = { character, column: at, line: this.#line, indentation, isFirst };
        if (onClose(closer)) return { lastCode: at - 1, commentAt, stoppedAt: at };
      }
      at += 1;
    }
    this.#line += 1;
    return { lastCode, commentAt, stoppedAt: null };
  }

  #close(closer: string): boolean {
    const top = this.open.at(-1);
    if (top === undefined) return false;
    if (closerOf[top.character] === closer) {
      this.open.pop();
      return true;
    }
    // One that is not the innermost: what is inside of it was never closed.
    const index = this.open.findLastIndex(({ character }) => closerOf[character] === closer);
    if (index === -1) return false;
    this.open.length = index;
    return true;
  }

  /** To the end of a string or comment that began in an earlier line, or before this offset. */
  #leave(text: string, from: number): number {
    const { state } = this;
    const end = state.in === "string" ? state.quote : (this.#rules.blockComment?.[1] ?? "\n");
    const close = closingAt(text, from, end, state.in === "string");
    if (close === -1) return text.length;
    this.state = code;
    return close + end.length;
  }

  /** The offset behind the string, character, pattern or comment that begins here; else `at` itself. */
  #literal(text: string, at: number, lastCode: number): number {
    const { blockComment, longQuotes, quotes, hasCharacters, hasPatterns } = this.#rules;
    if (blockComment !== null && text.startsWith(blockComment[0], at)) {
      const close = text.indexOf(blockComment[1], at + blockComment[0].length);
      if (close === -1) this.state = { in: "comment" };
      return close === -1 ? text.length : close + blockComment[1].length;
    }
    for (const quote of longQuotes) {
      if (text.startsWith(quote, at)) return this.#longString(text, at, quote);
    }
    for (const quote of quotes) {
      if (!text.startsWith(quote, at)) continue;
      const close = closingAt(text, at + 1, quote, true);
      return close === -1 ? at : close + 1;
    }
    if (hasCharacters && text[at] === "'") {
      const character = /^'(\\[^']{1,10}|[^'\\]{1,2})'/.exec(text.slice(at, at + 14));
      return at + (character?.[0].length ?? 0);
    }
    if (hasPatterns && text[at] === "/" && mayBeginPattern(text, lastCode)) {
      return patternEnd(text, at) ?? at;
    }
    return at;
  }

  #longString(text: string, at: number, quote: string): number {
    const hashes =
      quote === '"' ? (/r(#*)$/.exec(text.slice(Math.max(0, at - 9), at))?.[1] ?? null) : null;
    const end = hashes === null ? quote : `"${hashes}`;
    const close = closingAt(text, at + quote.length, end, hashes === null && quote !== "`");
    const isTemplate = quote === "`" && this.#rules.hasPatterns;
    const found = isTemplate ? closingAt(text, at + 1, end, true) : close;
    if (found === -1) this.state = { in: "string", quote: end };
    return found === -1 ? text.length : found + end.length;
  }
}

export interface ScannedLine {
  /** Offset of the last character of code, -1 where there is none. */
  lastCode: number;
  /** Where a comment begins that the line ends with, or that it begins with. */
  commentAt: number | null;
  /** Where `onClose` said to stop. */
  stoppedAt: number | null;
}

function isCloser(character: string): boolean {
  return character === ")" || character === "]" || character === "}";
}

/** White space, letters, digits and other signs that begin nothing: nine of ten characters. */
function isPlain(unit: number): boolean {
  if (unit >= 0x61) return unit <= 0x7a || unit > 0x7e;
  if (unit >= 0x30 && unit <= 0x39) return true;
  return (unit >= 0x41 && unit <= 0x5a) || unit === 0x20 || unit === 0x09 || unit === 0x2e;
}

function closingAt(text: string, from: number, end: string, hasEscapes: boolean): number {
  for (let at = text.indexOf(end, from); at !== -1; at = text.indexOf(end, at + 1)) {
    if (!hasEscapes || !isEscaped(text, at, from)) return at;
  }
  return -1;
}

function isEscaped(text: string, at: number, from: number): boolean {
  let backslashes = 0;
  while (at - 1 - backslashes >= from && text[at - 1 - backslashes] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}

function mayBeginPattern(text: string, lastCode: number): boolean {
  if (lastCode === -1) return true;
  if (/[(,=:[!&|?{};+>]/.test(text[lastCode] ?? "")) return true;
  return /\b(return|typeof|case|in|of)$/.test(text.slice(Math.max(0, lastCode - 8), lastCode + 1));
}

function patternEnd(text: string, at: number): number | null {
  let isInClass = false;
  for (let end = at + 1; end < text.length; end += 1) {
    const character = text[end];
    if (character === "\\") end += 1;
    else if (character === "[") isInClass = true;
    else if (character === "]") isInClass = false;
    else if (character === "/" && !isInClass) return end === at + 1 ? null : end + 1;
  }
  return null;
}

/** Columns of white space in front; a tab counts as four. */
export function indentationOf(line: string): number {
  let columns = 0;
  for (const character of line) {
    if (character === " ") columns += 1;
    else if (character === "\t") columns += 4;
    else break;
  }
  return columns;
}
