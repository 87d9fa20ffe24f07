import { invariant } from "@devflow/errors";
import { isCommentable } from "./commentable.ts";
import { findQuote, type QuoteMatch } from "./find-quote.ts";
import type { Anchor, FileDiff, Side } from "./model.ts";
import { type QuoteReading, readQuote } from "./read-quote.ts";

export interface AnchorHints {
  /** Index into `file.hunks`: of two equally good places the one in this hunk is taken. */
  hunkIndex?: number;
  /** Only lines of this side. */
  side?: Side;
}

/** From here on a repeated quote says enough about its place's content to stand at the first one. */
const DISTINCTIVE_CHARACTERS = 16;
/** Below this, as with `}` or `);`, a quote must be the only one of its kind in the whole diff. */
const WEAK_CHARACTERS = 4;

const MATCHES = ["exact", "whitespace", "fuzzy"] as const;

/**
 * The lines of a diff that a quoted snippet of one or several lines means, or null when there are
 * none or it could mean several. Looks for the text as it is, then without regard to whitespace
 * and blank lines, then for a similar one (see find-quote.ts for the bound). Among equals it
 * prefers places with added lines, then the hinted hunk, then context, then removed lines (LEFT).
 */
export function anchorQuote(file: FileDiff, quote: string, hints: AnchorHints = {}): Anchor | null {
  const readings = readQuote(quote);
  for (const match of MATCHES) {
    for (const reading of readings) {
      const places = placesOf(file, reading, match, hints);
      if (places.length === 0) continue;
      const best = choose(file, places, reading, hints);
      if (!best) return null;
      invariant(isCommentable(file, best.position), "an anchor must stand on lines of the diff");
      return { ...best.position, match, score: best.score };
    }
  }
  return null;
}

/** Context lines exist on both sides; they count once, on the right unless the left is asked for. */
function placesOf(
  file: FileDiff,
  reading: QuoteReading,
  match: Anchor["match"],
  hints: AnchorHints,
): QuoteMatch[] {
  return findQuote(file, reading.lines, match).filter(({ position, hasAdded, hasRemoved }) =>
    hints.side ? position.side === hints.side : hasAdded || hasRemoved || position.side === "RIGHT",
  );
}

function choose(
  file: FileDiff,
  places: QuoteMatch[],
  reading: QuoteReading,
  hints: AnchorHints,
): QuoteMatch | undefined {
  const strength = countWordCharacters(reading.lines);
  if (strength < WEAK_CHARACTERS) {
    const isOnly = placesOf(file, reading, "whitespace", hints).length === 1;
    return isOnly ? places[0] : undefined;
  }
  const rank = (place: QuoteMatch) => rankOf(place, reading, hints);
  const bestRank = Math.min(...places.map(rank));
  const best = places.filter((place) => rank(place) === bestRank);
  return best.length === 1 || strength >= DISTINCTIVE_CHARACTERS ? best[0] : undefined;
}

/** Lower is better. The quote's own markers outweigh everything but the match itself. */
function rankOf(place: QuoteMatch, reading: QuoteReading, hints: AnchorHints): number {
  const isOtherSide = reading.side !== null && place.position.side !== reading.side;
  const kind = place.hasAdded ? 0 : place.hasRemoved ? 4 : 2;
  const isElsewhere = hints.hunkIndex !== undefined && place.hunkIndex !== hints.hunkIndex;
  return (isOtherSide ? 8 : 0) + kind + (isElsewhere ? 1 : 0);
}

function countWordCharacters(lines: readonly string[]): number {
  return lines.join("").replace(/[^\p{L}\p{N}_$]/gu, "").length;
}
