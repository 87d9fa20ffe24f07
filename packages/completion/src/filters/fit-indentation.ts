import { CodeScanner, indentationOf } from "../language/code-scanner.ts";
import { opensBlock } from "../place/decide-extent.ts";
import type { Place } from "../place/read-place.ts";

/**
 * An answer without the white space in front that is in the file already: line breaks on a blank line,
 * a space behind a space (Codestral gives one), indentation that the cursor's line has.
 */
export function withoutLeadingSpace(text: string, place: Place): string {
  if (!place.isBlankLine) return /\s$/.test(place.linePrefix) ? text.replace(/^[ \t]+/, "") : text;
  const lines = text.replace(/^(?:[ \t]*\n)+/, "");
  const own = lines.length - lines.trimStart().length;
  if (own === 0 || place.linePrefix === "") return lines;
  return lines.slice(0, own).slice(0, missingIndentation(lines, place)) + lines.slice(own);
}

/** How many of the answer's first characters the cursor's line still needs, for code to stand right. */
function missingIndentation(
  text: string,
  { rules, linePrefix, lineAbove, indentUnit }: Place,
): number {
  if (lineAbove === null) return 0;
  // Where nothing was opened the cursor stands where the developer wants it.
  const above = indentationOf(lineAbove);
  const own = indentationOf(linePrefix);
  if (!opensBlock(rules, lineAbove) || own > above) return 0;
  const missing = above + indentationOf(indentUnit ?? "    ") - own;
  let columns = 0;
  let taken = 0;
  for (const character of text) {
    if (columns >= missing || (character !== " " && character !== "\t")) break;
    columns += character === "\t" ? 4 : 1;
    taken += 1;
  }
  return taken;
}

/**
 * Tabs where the file has tabs, spaces where it has spaces; what stands behind them stays. An answer
 * that has both is left as it is: then some lines are those of a long string.
 */
export function withIndentationOf(text: string, place: Place): string {
  const { indentUnit, isBlankLine } = place;
  if (indentUnit === null) return text;
  const [own, other] = indentUnit === "\t" ? [/^\t/m, /^ /m] : [/^ /m, /^\t/m];
  if (!other.test(text) || own.test(text)) return text;
  const lines = text.split("\n");
  const spaces = lines.map((line) => / *$/.exec(/^ */.exec(line)?.[0] ?? "")?.[0].length ?? 0);
  const step = spaces.some((count) => count > 0 && count % 4 !== 0) ? 2 : 4;
  const scanner = new CodeScanner(place.rules, place.state);
  return lines
    .map((line, index) => {
      const isCode = scanner.state.in !== "string";
      scanner.scan(line);
      if (!isCode || (index === 0 && !isBlankLine)) return line;
      const white = /^[ \t]*/.exec(line)?.[0] ?? "";
      return fitted(white, indentUnit, step) + line.slice(white.length);
    })
    .join("\n");
}

function fitted(white: string, unit: string, step: number): string {
  if (unit !== "\t") return white.replaceAll("\t", unit);
  const spaces = white.replaceAll("\t", "").length;
  const tabs = white.length - spaces;
  // Fewer spaces than a step line something up: comments with a star, arguments.
  return "\t".repeat(tabs + Math.floor(spaces / step)) + " ".repeat(spaces % step);
}
