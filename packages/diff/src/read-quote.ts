import type { Side } from "./model.ts";

/** One way to read a quote: its lines, and the side that its own markers speak for. */
export interface QuoteReading {
  lines: string[];
  side: Side | null;
}

/** Beyond this a quote is no quote; the rest is ignored. */
const MAX_QUOTE_LINES = 40;
const MAX_QUOTE_CHARACTERS = 4_000;

/** `12`, `12:`, `12 |`, `L12:` before the code, as renderHunk and people write it. */
const LINE_NUMBER = /^\s*(?:L(?:ine )?)?\d{1,7}(?:\s*[:|]\s?|\s)/i;

/**
 * The ways in which a quoted snippet can be meant, the most literal first: experts repeat the
 * line numbers and the `+`/`-` of what they were shown, fence it, or put it in backticks. A mixed
 * quote of removed and added lines is read once for each side.
 */
export function readQuote(quote: string): QuoteReading[] {
  const raw = quote.slice(0, MAX_QUOTE_CHARACTERS).split(/\r?\n/);
  const plain = trimBlankLines(raw.filter((line) => !/^\s*(```|~~~)/.test(line)));
  const lines = plain.slice(0, MAX_QUOTE_LINES);
  const unnumbered = withoutNumbers(lines);
  const readings: QuoteReading[] = [];
  for (const variant of [lines, withoutBackticks(lines), unnumbered]) {
    if (!variant) continue;
    readings.push({ lines: variant, side: null }, ...withoutMarkers(variant));
  }
  return distinct(readings.filter(({ lines: kept }) => kept.some((line) => line.trim() !== "")));
}

function withoutBackticks(lines: string[]): string[] | null {
  const match = /^\s*(`{1,2})([\s\S]*[^`])\1\s*$/.exec(lines.join("\n"));
  return match?.[2] === undefined ? null : match[2].split("\n");
}

function withoutNumbers(lines: string[]): string[] | null {
  const written = lines.filter((line) => line.trim() !== "");
  if (!written.every((line) => LINE_NUMBER.test(line) || /^\s*\d+$/.test(line))) return null;
  return lines.map((line) => line.replace(LINE_NUMBER, ""));
}

function withoutMarkers(lines: string[]): QuoteReading[] {
  const isMarked = lines.every((line) => line === "" || /^[+\- ]/.test(line));
  const has = (marker: string) => lines.some((line) => line.startsWith(marker));
  if (!isMarked || (!has("+") && !has("-"))) return [];
  const without = (marker: string) =>
    lines.filter((line) => !line.startsWith(marker)).map((line) => line.slice(1));
  return [
    ...(has("+") ? [{ lines: without("-"), side: "RIGHT" } as const] : []),
    ...(has("-") ? [{ lines: without("+"), side: "LEFT" } as const] : []),
  ];
}

function trimBlankLines(lines: string[]): string[] {
  const isWritten = (line: string) => line.trim() !== "";
  const first = lines.findIndex(isWritten);
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex(isWritten) + 1);
}

function distinct(readings: QuoteReading[]): QuoteReading[] {
  const byKey = new Map(readings.map((reading) => [JSON.stringify(reading), reading]));
  return [...byKey.values()];
}
