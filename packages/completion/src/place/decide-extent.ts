import { indentationOf } from "../language/code-scanner.ts";
import type { LanguageRules } from "../language/language-rules.ts";
import type { CompletionInput } from "../model.ts";
import type { Place } from "./read-place.ts";

/** How much code belongs at a place. */
export interface Extent {
  kind: /** Code stands behind the cursor on its line: never more than this line. */
    | "rest_of_line"
    /** One line, whatever it opens. */
    | "line"
    /** One line, or the whole statement when that line opens one. */
    | "statement"
    /** All that the block holds that was opened right before the cursor, or around it on demand. */
    | "block";
  /** Columns of the line that opened the block, or of the statement's first line. */
  indentation: number;
  /** The block belongs to a label, such as `case 1:`, and has no brackets of its own. */
  isByLabel?: boolean;
}

/**
 * Whether one line belongs here or a block. The rules, first match decides:
 *
 * 1. Code behind the cursor on its line that is more than closing brackets, quotes, `;` or `,`:
 *    the rest of the line. Tabby cuts such an answer to its first line, too
 *    (`trimMultiLineInSingleLineMode`).
 * 2. Inside a string of one line, or in a line comment: one line. Continue never gives more there.
 * 3. Right behind what opens a block (`{`, `(`, `[`; `:` in Python; `do`, `then` and definitions in
 *    Ruby), at its line's end or on the blank line below it, and the block is empty: the block.
 *    As Cody's `blockStart`; a next line that is deeper means that the block is there already.
 * 4. The next line is deeper than the cursor's: its header is being written, one line.
 * 5. Asked for by a key on a blank line inside of a block: the rest of this block.
 * 6. Anywhere else one line, and when that line leaves a bracket open, ends with an operator or opens
 *    a block, the statement that it begins. This is Cody's dynamic multi-line: the stream
 *    tells, not the request, so text that is shown does not jump (Meta's reason for scopes).
 */
export function decideExtent(place: Place, trigger: CompletionInput["trigger"]): Extent {
  const { linePrefix, lineRest, headerAbove, isBlankLine, nextLines, rules } = place;
  const own = { indentation: place.indentation };
  if (!isOnlyClosers(lineRest)) return { kind: "rest_of_line", ...own };
  if (isInLineComment(place) || isInShortString(place)) return { kind: "line", ...own };
  const header = isBlankLine ? headerAbove : linePrefix;
  const next = indentationOf(nextLines[0] ?? "");
  if (header !== null && opensBlock(rules, header) && isHeaderOf(place, header)) {
    const indentation = indentationOf(header);
    const isEmpty = nextLines.length === 0 || next <= indentation;
    if (isEmpty) return { kind: "block", indentation, isByLabel: isLabel(header) };
  }
  if (!isBlankLine && nextLines.length > 0 && next > place.indentation) {
    return { kind: "line", ...own };
  }
  const opener = place.openers.at(-1);
  if (trigger === "manual" && isBlankLine && opener !== undefined && rules.blocks === "brackets") {
    return { kind: "block", indentation: opener.indentation };
  }
  return { kind: "statement", ...own };
}

/** What editors insert by themselves, and what ends a statement. */
export function isOnlyClosers(text: string): boolean {
  return /^[\s)\]}>"'`;,:]*$/.test(text);
}

/** Whether code that ends so begins a block: bracket, colon or word, comments left out. */
export function opensBlock(rules: LanguageRules, line: string): boolean {
  const text = withoutLineComment(rules, line).trimEnd();
  if (rules.blocks === "indentation") return /[:([{]$/.test(text);
  if (rules.blocks === "keywords") {
    return (
      /[([{]$|\bdo(\s*\|[^|]*\|)?$|\bthen$/.test(text) ||
      (/^\s*(def|class|module|if|unless|while|until|case|when|begin|else|elsif|rescue|ensure|for)\b/.test(
        text,
      ) &&
        !/\bend$/.test(text))
    );
  }
  return /[([{]$/.test(text) || (rules.blocks === "brackets" && isLabel(text));
}

function isLabel(line: string): boolean {
  return /^\s*(case\b.*|default\s*):\s*$/.test(line);
}

function withoutLineComment({ lineComments }: LanguageRules, line: string): string {
  let end = line.length;
  for (const sign of lineComments) {
    for (let at = line.indexOf(sign); at !== -1 && at < end; at = line.indexOf(sign, at + 1)) {
      const isComment = at === 0 || /\s/.test(line[at - 1] ?? "");
      // In front of an even number of quotes it is not inside of a string.
      if (isComment && (line.slice(0, at).match(/["'`]/g)?.length ?? 0) % 2 === 0) end = at;
    }
  }
  return line.slice(0, end);
}

/** A blank line right below its header is not less deep than it. */
function isHeaderOf({ isBlankLine, linePrefix }: Place, header: string): boolean {
  if (!isBlankLine || linePrefix === "") return true;
  return indentationOf(linePrefix) >= indentationOf(header);
}

function isInLineComment({ rules, linePrefix }: Place): boolean {
  return withoutLineComment(rules, linePrefix).length < linePrefix.length;
}

function isInShortString({ rules, linePrefix, lineRest, state }: Place): boolean {
  return state.in === "code" && openQuote(rules.quotes, linePrefix, lineRest) !== null;
}

/** The quote of a string that begins on the cursor's line in front of it and ends behind it. */
export function openQuote(
  quotes: readonly string[],
  linePrefix: string,
  lineRest: string,
): string | null {
  let open: string | null = null;
  for (let at = Math.max(0, linePrefix.length - 2_000); at < linePrefix.length; at += 1) {
    const character = linePrefix[at] ?? "";
    if (character === "\\") at += 1;
    else if (open === character) open = null;
    else if (open === null && quotes.includes(character)) open = character;
  }
  return open !== null && lineRest.includes(open) ? open : null;
}
