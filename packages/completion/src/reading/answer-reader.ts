import { FIM_TEMPLATES } from "@devflow/expert";
import { withoutLeadingSpace } from "../filters/fit-indentation.ts";
import { type Bracket, CodeScanner, indentationOf } from "../language/code-scanner.ts";
import {
  longestLine,
  mostCharacters,
  mostLines,
  mostLinesOfStatement,
  mostScannedColumns,
} from "../limits.ts";
import { openQuote, opensBlock } from "../place/decide-extent.ts";
import { AnswerPreamble } from "./answer-preamble.ts";
import { charactersAhead, goesOn, statementState } from "./goes-on.ts";
import type { EndedBy, ReadingRules } from "./model.ts";
import { hasRepeatedEnd, repeatedLines } from "./repeats.ts";
import { SuffixWatch } from "./suffix-watch.ts";

const closerOf: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const inner = /^\s*(else|elif|except|finally|case|elsif|when|rescue|ensure)\b/;
const label = /^\s*(case\b|default\b|#|@|[A-Za-z_]\w*:|(public|private|protected)\b|\*|\/\/)/;

/**
 * Reads an answer as it comes, and says when what belongs at the place has come.
 *
 * Properties wanted: the text is the same however the stream is cut into pieces; nothing behind the
 * end is waited for but the first characters of one more line, where only these can tell; linear time.
 * Design: decisions are made of whole lines, and of the first characters of the line that comes.
 */
export class AnswerReader {
  readonly #rules: ReadingRules;
  readonly #preamble: AnswerPreamble;
  readonly #scanner: CodeScanner;
  readonly #suffix: SuffixWatch;
  readonly #modelWords: readonly string[];
  readonly #lines: string[] = [];
  #partial = "";
  #characters = 0;
  /** Openers in front of the cursor that the answer has not closed. */
  #level: number;
  #isBlockClosed = false;
  #isOpened = false;
  #isDeeper = false;
  #hasCode = false;
  /** Columns of the first line of the statement that is read. */
  #indentation: number | null = null;
  #waitsForNext = false;
  #endedBy: EndedBy | null = null;

  constructor(rules: ReadingRules) {
    const { place, family } = rules;
    this.#rules = rules;
    this.#preamble = new AnswerPreamble(place.language !== "markdown");
    const quote = openQuote(place.rules.quotes, place.linePrefix, place.lineRest);
    const state = quote === null ? place.state : ({ in: "string", quote } as const);
    this.#scanner = new CodeScanner(place.rules, state);
    this.#suffix = new SuffixWatch(place.nextLines);
    this.#level = place.openers.length - 1;
    this.#modelWords = family === null ? [] : FIM_TEMPLATES[family].specialTokens;
    if (!place.isBlankLine) this.#indentation = place.indentation;
  }

  /** Null until it has ended. */
  get endedBy(): EndedBy | null {
    return this.#endedBy;
  }

  get hadThoughts(): boolean {
    return this.#preamble.hadThoughts;
  }

  get text(): string {
    return this.#lines.join("\n");
  }

  /** Takes the next piece; true when no more is wanted. */
  push(piece: string): boolean {
    if (this.#endedBy !== null) return true;
    this.#take(this.#preamble.push(piece));
    return this.#endedBy !== null;
  }

  /** The stream is over. */
  finish(reason: "model" | "length"): void {
    if (this.#endedBy !== null) return;
    this.#take(this.#preamble.rest());
    if (this.#endedBy !== null) return;
    const last = this.#partial;
    this.#partial = "";
    this.#onLine(last);
    if (this.#endedBy !== null) return;
    if (this.#suffix.startedAt !== null && this.#lines.length > 1) {
      this.#endBefore(this.#suffix.startedAt, "suffix");
    } else this.#endedBy = reason;
  }

  #take(text: string): void {
    const [first = "", ...rest] = text.replaceAll("\r", "").split("\n");
    this.#partial += first;
    for (const next of rest) {
      this.#onLine(this.#partial);
      if (this.#endedBy !== null) return;
      this.#partial = next;
    }
    if (this.#partial.length > longestLine) this.#onLine(this.#partial);
    else if (this.#waitsForNext && this.#isEnoughAhead()) this.#lookAhead(this.#partial);
  }

  #isEnoughAhead(): boolean {
    return this.#partial.trimStart().length >= charactersAhead;
  }

  /** Decides about the line before by the beginning of this one. */
  #lookAhead(line: string): void {
    this.#waitsForNext = false;
    const last = this.#lines.at(-1) ?? "";
    const whole = this.#lines.length === 1 ? this.#rules.place.linePrefix + last : last;
    if (goesOn(whole, line, this.#indentation ?? 0)) return;
    this.#endedBy = "statement_end";
  }

  #onLine(line: string): void {
    const index = this.#lines.length;
    if (this.#waitsForNext) this.#lookAhead(line);
    if (this.#endedBy !== null) return;
    if (line.length > longestLine) {
      this.#endedBy = "long_line";
      return;
    }
    const word = this.#modelWordIn(line);
    if (word !== null) {
      this.#lines.push(line.slice(0, word));
      this.#endedBy = "model_words";
      return;
    }
    if (line.trim() === "") this.#onBlankLine(line);
    else this.#onCode(line, index);
    this.#characters += line.length + 1;
    if (this.#endedBy !== null) return;
    const { kind } = this.#rules.extent;
    const limit = kind === "statement" ? mostLinesOfStatement : mostLines;
    if (this.#lines.length >= limit) this.#endedBy = "max_lines";
    else if (this.#characters > mostCharacters) this.#endedBy = "max_characters";
  }

  #modelWordIn(line: string): number | null {
    if (this.#preamble.isFenced && line.trimStart().startsWith("```")) return 0;
    if (!line.includes("<") && !line.includes("[") && !line.includes("+++++")) return null;
    const found = this.#modelWords
      .map((word) => line.indexOf(word))
      .filter((at) => at !== -1)
      .toSorted((a, b) => a - b);
    return found[0] ?? null;
  }

  #onBlankLine(line: string): void {
    this.#lines.push(line);
    const { kind } = this.#rules.extent;
    if (kind === "rest_of_line") this.#endedBy = "line_end";
  }

  #onCode(line: string, index: number): void {
    const { place, extent } = this.#rules;
    const isCode = this.#scanner.state.in === "code";
    const isOwnLine = index > 0 || place.isBlankLine;
    const own = index === 0 ? withoutLeadingSpace(line, place) : line;
    const whole = index === 0 ? place.linePrefix + own : line;
    this.#indentation ??= indentationOf(whole);
    const stop = isCode && index > 0 ? this.#stopBefore(line) : null;
    if (stop !== null) {
      this.#endBefore(index, stop);
      return;
    }
    if (isOwnLine && this.#suffix.see(whole, index)) {
      this.#endBefore(this.#suffix.startedAt ?? index, "suffix");
      return;
    }
    if (extent.kind === "rest_of_line" || extent.kind === "line") {
      this.#lines.push(line);
      this.#endedBy = "line_end";
      return;
    }
    this.#scanCode(line, whole);
    if (this.#endedBy === null) this.#watchRepetition(line);
  }

  #scanCode(line: string, whole: string): void {
    let reason: EndedBy = "closed_in_suffix";
    const { stoppedAt, commentAt } = this.#scanner.scan(
      line.slice(0, mostScannedColumns),
      (closer) => {
        const isOwn = this.#closesOpener(closer);
        if (!isOwn && this.#isBlockClosed) reason = "block_end";
        return !isOwn;
      },
    );
    this.#lines.push(stoppedAt === null ? line : line.slice(0, stoppedAt));
    if (stoppedAt !== null) {
      this.#endedBy = reason;
      return;
    }
    if (
      this.#rules.extent.kind === "block" &&
      indentationOf(whole) > this.#rules.extent.indentation
    ) {
      this.#isDeeper = true;
    }
    const code =
      commentAt === null ? whole : whole.slice(0, whole.length - line.length + commentAt);
    this.#afterLine(code, commentAt !== null && code.trim() === "");
  }

  /** A closing bracket that closes what stands in front of the cursor: whether it belongs here. */
  #closesOpener(closer: Bracket): boolean {
    const { place, extent } = this.#rules;
    const opener = place.openers[this.#level];
    if (opener === undefined || opener.isClosed) return false;
    if (closerOf[opener.character] !== closer.character) return false;
    // One more level than was asked for: the rest of the line may still close, later lines not.
    if (this.#isBlockClosed && closer.isFirst) return false;
    this.#level -= 1;
    if (extent.kind === "block") this.#isBlockClosed = true;
    return true;
  }

  #stopBefore(line: string): EndedBy | null {
    const { place, extent } = this.#rules;
    const depth = indentationOf(line);
    if (depth === 0 && (this.#indentation ?? 0) > 0 && this.#isTopLevel(line)) return "top_level";
    if (this.#scanner.open.length > 0) return null;
    if (extent.kind === "block" && !this.#isBlockClosed)
      return this.#stopBeforeInBlock(line, depth);
    const base = this.#indentation ?? 0;
    if (place.rules.blocks === "indentation" && this.#isOpened) {
      return depth <= base && !(depth === base && inner.test(line)) ? "dedent" : null;
    }
    const isClosing = /^\s*[)\]}]/.test(line);
    return depth < base && !isClosing && !line.startsWith("#") ? "dedent" : null;
  }

  #stopBeforeInBlock(line: string, depth: number): EndedBy | null {
    const { place, extent } = this.#rules;
    const { blocks } = place.rules;
    if (blocks === "indentation" && !/[([{]/.test(place.openers.at(-1)?.character ?? "")) {
      return depth <= extent.indentation ? "dedent" : null;
    }
    if (blocks === "keywords" && depth <= extent.indentation && !inner.test(line)) {
      const isEnd = /^\s*end\b/.test(line) && depth === extent.indentation;
      const next = place.nextLines[0] ?? "";
      const isThere = /^\s*end\b/.test(next) && indentationOf(next) === depth;
      if (!isEnd || isThere) return "dedent";
      this.#isBlockClosed = true;
      return null;
    }
    if (/^\s*[)\]}]/.test(line) || line.startsWith("#")) return null;
    if (depth < extent.indentation) return "dedent";
    if (extent.isByLabel === true) return depth === extent.indentation ? "dedent" : null;
    return this.#isDeeper && depth === extent.indentation && !label.test(line) ? "dedent" : null;
  }

  #isTopLevel(line: string): boolean {
    return this.#rules.place.rules.topLevel.some((word) => line.startsWith(word));
  }

  /** Whether the answer is over behind a line; `code` is the whole line without its comment. */
  #afterLine(code: string, isComment: boolean): void {
    const { place, extent } = this.#rules;
    if (this.#scanner.state.in !== "code" || this.#scanner.open.length > 0) return;
    const isOver = extent.kind === "block" && this.#isBlockClosed;
    if (extent.kind === "block" && !isOver) return;
    const { rules } = place;
    if (isComment) {
      this.#waitsForNext = this.#hasCode && !rules.endsWithLine;
      return;
    }
    this.#hasCode = true;
    if (rules.blocks === "none") this.#endedBy = "statement_end";
    else if (rules.blocks === "indentation") this.#afterIndentedLine(code);
    else if (rules.blocks === "keywords") this.#afterKeywordLine(code, isOver);
    else {
      const state = statementState(rules, code);
      if (state === "over") this.#endedBy = isOver ? "block_end" : "statement_end";
      this.#waitsForNext = state === "next_line_tells";
    }
  }

  #afterIndentedLine(code: string): void {
    const text = code.trimEnd();
    if (text.endsWith(":")) this.#isOpened = true;
    const isOpen = this.#isOpened || /\\$/.test(text) || /^\s*@/.test(text);
    if (!isOpen) this.#endedBy = "statement_end";
  }

  #afterKeywordLine(code: string, isOver: boolean): void {
    const base =
      this.#rules.extent.kind === "block"
        ? this.#rules.extent.indentation
        : (this.#indentation ?? 0);
    if (isOver) this.#endedBy = "block_end";
    else if (this.#isOpened) {
      if (/^\s*end\b/.test(code) && indentationOf(code) <= base) this.#endedBy = "statement_end";
    } else if (opensBlock(this.#rules.place.rules, code)) this.#isOpened = true;
    else if (!/[,.\\|&+]$/.test(code.trimEnd())) this.#endedBy = "statement_end";
  }

  #watchRepetition(line: string): void {
    const repeated = repeatedLines(this.#lines);
    if (repeated > 0) {
      this.#lines.length -= repeated;
      this.#endedBy = "repetition";
    } else if (hasRepeatedEnd(line)) {
      this.#lines.pop();
      this.#endedBy = "repetition";
    }
  }

  #endBefore(index: number, reason: EndedBy): void {
    this.#lines.length = Math.min(this.#lines.length, index);
    this.#endedBy = reason;
  }
}
