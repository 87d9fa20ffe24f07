import { isOnlyClosers } from "../place/decide-extent.ts";
import type { Place } from "../place/read-place.ts";
import type { ReadingRules } from "../reading/model.ts";
import { closedInRest, overlapWithRest } from "./cut-at-rest.ts";
import { withoutUnclosed } from "./cut-unclosed.ts";
import { dropReason } from "./drop-reason.ts";
import { withIndentationOf, withoutLeadingSpace } from "./fit-indentation.ts";
import type { FilterReason, TrimReason } from "./reasons.ts";

export interface FilteredText {
  /** To be inserted at the cursor, with line ends as the file has them; empty where it is dropped. */
  text: string;
  /** Each once, in the order in which they applied; the last one says why it was dropped. */
  reasons: FilterReason[];
}

/**
 * What of an answer is worth showing at a place. The text has `\n` as line ends; editors only insert
 * it, so that what stands behind the cursor must not be in it: `foo(▮)` gets `a, b`, not `a, b)`.
 * Pure, and the same for an answer from a cache that the developer has typed into.
 */
export function filterText(
  read: string,
  rules: ReadingRules,
  /** A parser has seen that it is a whole statement. */
  isWhole = false,
): FilteredText {
  const { place } = rules;
  const reasons: FilterReason[] = [];
  let text = read;
  for (const [reason, trim] of trims(rules)) {
    // What the rest of the line says as a whole is surer than a single bracket or quote.
    if (reason === "closed_in_suffix" && reasons.includes("suffix_overlap")) continue;
    if (reason === "unclosed_brackets" && isWhole) continue;
    const next = trim(text);
    if (next !== text && !reasons.includes(reason)) reasons.push(reason);
    text = next;
  }
  const reason = text === "" && reasons.includes("unclosed_brackets") ? "unbalanced" : null;
  const dropped = reason ?? dropReason(text, rules);
  if (dropped !== null) return { text: "", reasons: [...reasons, dropped] };
  return { text: place.hasCarriageReturns ? text.replaceAll("\n", "\r\n") : text, reasons };
}

/** In order: each one may rely on those before it. */
function trims(rules: ReadingRules): readonly (readonly [TrimReason, (text: string) => string])[] {
  const { place } = rules;
  const trailing = ["trailing_space", (text: string) => withoutTrailingSpace(text, place)] as const;
  return [
    ["first_line_only", (text) => (isSingleLine(rules) ? (text.split("\n", 1)[0] ?? "") : text)],
    ["leading_space", (text) => withoutLeadingSpace(text, place)],
    ["indentation", (text) => withIndentationOf(text, place)],
    trailing,
    ["suffix_overlap", (text) => withoutOverlap(text, place)],
    ["closed_in_suffix", (text) => withoutClosed(text, rules)],
    ["suffix_lines", (text) => withoutNextLines(text, place)],
    trailing,
    ["unclosed_brackets", (text) => withoutUnclosed(text, place)],
    trailing,
  ];
}

function isSingleLine({ extent }: ReadingRules): boolean {
  return extent.kind === "rest_of_line";
}

/**
 * A space in front of what stands behind the cursor stays, unless one is there; so does the line
 * break in front of a bracket that the editor has closed: `{▮}`.
 */
function withoutTrailingSpace(text: string, { linePrefix, lineRest }: Place): string {
  const isBetweenBrackets = /[([{]\s*$/.test(linePrefix) && /^[)\]}]/.test(lineRest);
  const end = text.trimEnd();
  const space = text.slice(end.length);
  const isOnLinesBelow = /^[ \t]*\n/.test(text);
  if (isBetweenBrackets && isOnLinesBelow && space.includes("\n")) {
    return end + space.slice(space.lastIndexOf("\n"));
  }
  const isSpaceKept = lineRest.trim() !== "" && !/^\s/.test(lineRest) && !isOnlyClosers(lineRest);
  if (!isSpaceKept) return end;
  return space.includes("\n") ? end + space.slice(0, space.indexOf("\n")) : text;
}

function withoutOverlap(text: string, place: Place): string {
  const start = text.lastIndexOf("\n") + 1;
  const at = overlapWithRest(text.slice(start), place, start === 0);
  return at === null ? text : text.slice(0, start + at);
}

function withoutClosed(text: string, { place, extent }: ReadingRules): string {
  if (extent.kind !== "rest_of_line" && extent.kind !== "line") return text;
  if (text.includes("\n")) return text;
  const at = closedInRest(text, place, extent.kind === "rest_of_line");
  return at === null ? text : text.slice(0, at);
}

/** Whole lines at the end that are those below the cursor; brackets alone are told by their pairs. */
function withoutNextLines(text: string, { nextLines, isBlankLine, linePrefix }: Place): string {
  const lines = text.split("\n");
  const whole = lines.map((line, index) => (index === 0 ? linePrefix + line : line).trimEnd());
  for (let count = Math.min(nextLines.length, lines.length); count > 0; count -= 1) {
    const from = lines.length - count;
    if (from === 0 && !isBlankLine) continue;
    const isSame = whole.slice(from).every((line, index) => line === nextLines[index]);
    if (isSame && /[A-Za-z]/.test(whole.slice(from).join(""))) {
      return from === 0 ? text : lines.slice(0, from).join("\n");
    }
  }
  return text;
}
