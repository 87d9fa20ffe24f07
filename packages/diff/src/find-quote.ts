import { distance } from "fastest-levenshtein";
import type { Anchor, DiffLine, FileDiff, Hunk, Position, Side } from "./model.ts";

/** A place of a diff that matches a quote. */
export interface QuoteMatch {
  position: Position;
  hunkIndex: number;
  hasAdded: boolean;
  hasRemoved: boolean;
  score: number;
}

/**
 * Share of characters that must agree. One changed word in a line of 60 characters gives about
 * 0.9; two lines that differ in a name, such as `getUser(id)` and `getOrder(id)`, about 0.7.
 */
const MIN_SIMILARITY = 0.85;
/** The best place must beat every different text by this much, else the quote is ambiguous. */
const MIN_MARGIN = 0.05;
/** Shorter quotes are never compared by similarity: one letter more or less decides there. */
const MIN_FUZZY_CHARACTERS = 12;
/**
 * Comparing costs the product of both lengths: beyond this sum of them, about a tenth of a second,
 * a quote is not compared by similarity. 5,000 lines of 100 characters are a twentieth of it.
 */
const MAX_COMPARED = 1_000_000_000;
/** What a quote scores that is wholly part of one line: experts like to quote an expression. */
const CONTAINED_SCORE = 0.9;

/** A line of one side; `text` is what is compared. */
interface SideLine {
  text: string;
  number: number;
  kind: DiffLine["kind"];
}

interface Window {
  side: Side;
  hunkIndex: number;
  lines: SideLine[];
}

/**
 * All places where the quote's lines stand in consecutive lines of one side of one hunk, in the
 * order of the file. For `fuzzy`, the most similar places with the same text, or none when another
 * text is about as similar.
 */
export function findQuote(
  file: FileDiff,
  quote: readonly string[],
  match: Anchor["match"],
): QuoteMatch[] {
  const isExact = match === "exact";
  const normalise = isExact ? withoutCarriageReturn : withoutWhitespace;
  const wanted = quote.map(normalise).filter((text) => isExact || text !== "");
  if (wanted.length === 0) return [];
  // In a longer quote one line at least must stand as quoted; it spares most comparisons.
  const needed = match === "fuzzy" ? (wanted.length > 2 ? 1 : 0) : wanted.length;
  const windows: Window[] = [];
  for (const [hunkIndex, hunk] of file.hunks.entries()) {
    for (const side of ["RIGHT", "LEFT"] as const) {
      const all = sideLines(hunk, side, normalise);
      const lines = isExact ? all : all.filter((line) => line.text !== "");
      for (const start of findStarts(lines, wanted, needed)) {
        windows.push({ side, hunkIndex, lines: lines.slice(start, start + wanted.length) });
      }
    }
  }
  if (match === "fuzzy") return mostSimilar(windows, wanted.join("\n"));
  return windows.map((window) => toMatch(window, 1));
}

/** Where at least `needed` of the wanted lines stand in their places. */
function findStarts(
  lines: readonly SideLine[],
  wanted: readonly string[],
  needed: number,
): number[] {
  const starts: number[] = [];
  for (let start = 0; start + wanted.length <= lines.length; start += 1) {
    let equal = 0;
    for (let index = 0; index < wanted.length && equal < needed; index += 1) {
      if (lines[start + index]?.text === wanted[index]) equal += 1;
      else if (needed === wanted.length) break;
    }
    if (equal >= needed) starts.push(start);
  }
  return starts;
}

function sideLines(hunk: Hunk, side: Side, normalise: (text: string) => string): SideLine[] {
  return hunk.lines.flatMap((line) => {
    const number = side === "RIGHT" ? line.newLine : line.oldLine;
    return number === null ? [] : [{ text: normalise(line.text), number, kind: line.kind }];
  });
}

function mostSimilar(windows: readonly Window[], wanted: string): QuoteMatch[] {
  if (wanted.length < MIN_FUZZY_CHARACTERS) return [];
  const texts = windows
    .map((window) => ({ window, text: window.lines.map((line) => line.text).join("\n") }))
    .filter(({ text }) => mayBeSimilar(text, wanted));
  const compared = texts.reduce((sum, { text }) => sum + text.length * wanted.length, 0);
  if (compared > MAX_COMPARED) return [];
  const scored = texts
    .map((each) => ({ ...each, score: similarity(each.text, wanted) }))
    .filter(({ score }) => score >= MIN_SIMILARITY - MIN_MARGIN);
  const best = scored.reduce((highest, { score }) => Math.max(highest, score), 0);
  if (best < MIN_SIMILARITY) return [];
  const rivals = scored.filter(({ score }) => score > best - MIN_MARGIN);
  if (new Set(rivals.map(({ text }) => text)).size > 1) return [];
  return rivals.map(({ window, score }) => toMatch(window, score));
}

/** False when the lengths alone rule the bound out. */
function mayBeSimilar(text: string, wanted: string): boolean {
  if (text.includes(wanted)) return true;
  const longest = Math.max(text.length, wanted.length);
  const shortest = Math.min(text.length, wanted.length);
  return shortest / longest >= MIN_SIMILARITY - MIN_MARGIN;
}

/** 0..1 */
function similarity(text: string, wanted: string): number {
  if (text.includes(wanted)) return CONTAINED_SCORE;
  return 1 - distance(text, wanted) / Math.max(text.length, wanted.length);
}

function toMatch({ side, hunkIndex, lines }: Window, score: number): QuoteMatch {
  const numbers = lines.map((line) => line.number);
  return {
    position: { side, startLine: numbers[0] ?? 0, line: numbers.at(-1) ?? 0 },
    hunkIndex,
    hasAdded: lines.some((line) => line.kind === "added"),
    hasRemoved: lines.some((line) => line.kind === "removed"),
    score,
  };
}

function withoutCarriageReturn(text: string): string {
  return text.replace(/\r$/, "");
}

function withoutWhitespace(text: string): string {
  return text.replace(/\s+/gu, "");
}
