import { neutralise } from "@devflow/expert";

/** Lines by index, the end not included. */
export interface LineSpan {
  from: number;
  to: number;
}

export type Located =
  | (LineSpan & {
      /** Null: they read exactly so. Else the lines of the file, by index, one for each written line of the quote. */
      lines: readonly number[] | null;
    })
  /** 0: it stands nowhere. */
  | { count: number };

/**
 * The lines that a quote means: those that read exactly so, else those that do without white space,
 * blank lines and what a prompt does not show. Only when there is one such place; of several the one
 * that lies within the selection.
 *
 * @param lines of the file, without endings
 */
export function locateQuote(
  lines: readonly string[],
  quote: readonly string[],
  selection: LineSpan | null,
): Located {
  const wanted = withoutBlankEnds(quote);
  if (wanted.length === 0) return { count: 0 };
  const exact = placesOf(lines.map(own), wanted.map(own));
  if (exact.length > 0)
    return onlyOne(
      exact.map((place) => ({ ...place, lines: null })),
      selection,
    );
  const written = lines.flatMap((text, at) => (text.trim() === "" ? [] : [{ at, text }]));
  const loose = placesOf(
    written.map(({ text }) => withoutSpace(text)),
    wanted.filter((text) => text.trim() !== "").map(withoutSpace),
  ).map(({ from, to }) => ({
    from: written[from]?.at ?? 0,
    to: (written[to - 1]?.at ?? 0) + 1,
    lines: written.slice(from, to).map(({ at }) => at),
  }));
  return onlyOne(loose, selection);
}

type Place = Exclude<Located, { count: number }>;

function onlyOne(places: readonly Place[], selection: LineSpan | null): Located {
  const [first] = places;
  if (first !== undefined && places.length === 1) return first;
  const within = places.filter(
    ({ from, to }) => selection !== null && from >= selection.from && to <= selection.to,
  );
  const [selected] = within;
  if (selected !== undefined && within.length === 1) return selected;
  return { count: places.length };
}

function placesOf(lines: readonly string[], wanted: readonly string[]): LineSpan[] {
  const places: LineSpan[] = [];
  if (wanted.length === 0) return places;
  for (let from = 0; from + wanted.length <= lines.length; from += 1) {
    if (wanted.every((text, at) => lines[from + at] === text)) {
      places.push({ from, to: from + wanted.length });
    }
  }
  return places;
}

/** Space at the end of a line is nothing that anybody sees or an answer keeps. */
function own(text: string): string {
  return text.trimEnd();
}

/** Space between two words says something, and so does all of it in a line that may hold a text. */
function withoutSpace(text: string): string {
  const line = neutralise(text).trim();
  if (/["'`]/.test(line)) return line;
  return line.replace(/(?<![\p{L}\p{N}_$])\s+|\s+(?![\p{L}\p{N}_$])/gu, "").replace(/\s+/gu, " ");
}

/** Blank lines at both ends of a quote are how it was laid out. */
export function withoutBlankEnds(lines: readonly string[]): string[] {
  const isWritten = (line: string) => line.trim() !== "";
  const first = lines.findIndex(isWritten);
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex(isWritten) + 1);
}
