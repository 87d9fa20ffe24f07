import type { Position } from "@devflow/diff";
import type { Remark } from "../model.ts";
import type { ChangeLines } from "./change-lines.ts";
import type { SideLine } from "./side-lines.ts";

/** A replacement is seldom longer: more lines between the neighbours are a rewrite. */
const extraLines = 12;

/**
 * What stands between the neighbours of a remark whose own lines are gone: the new version of its
 * lines. Null when nothing new stands there, or when the neighbours are gone, too.
 */
export function findGap(remark: Remark, path: string, all: ChangeLines): Position | null {
  const { before, after, lineHashes } = remark.trace;
  const lines = all.of(path, remark.side);
  const longest = lineHashes.length + extraLines;
  const indexesOf = (hash: string | undefined) =>
    hash === undefined ? null : all.at(path, remark.side, hash);
  for (const [above, below] of pairs(before.length, after.length)) {
    const edges = { starts: indexesOf(before[above]), ends: indexesOf(after[below]) };
    const gap = gapBetween(lines, edges, longest, remark.startLine);
    if (gap !== null) return trimmed(lines, gap, remark);
  }
  return null;
}

/** Nearest neighbours first; an edge of the file, or one that changed too, is `undefined`. */
function pairs(before: number, after: number): [number, number][] {
  const all: [number, number][] = [];
  for (let above = 0; above <= before; above++) {
    for (let below = 0; below <= after; below++) {
      if (above < before || below < after) all.push([above, below]);
    }
  }
  // One that lost a neighbour altogether comes last: only the other side holds it.
  const isHalf = ([a, b]: [number, number]) => Number(a === before || b === after);
  return all.sort((x, y) => isHalf(x) - isHalf(y) || x[0] + x[1] - (y[0] + y[1]));
}

interface Gap {
  /** Indexes; `end` is exclusive. */
  start: number;
  end: number;
}

/** Where the neighbours stand now; null for one that is not there. */
interface Edges {
  starts: readonly number[] | null;
  ends: readonly number[] | null;
}

function gapBetween(
  lines: readonly SideLine[],
  { starts, ends }: Edges,
  longest: number,
  near: number,
): Gap | null {
  const gaps: Gap[] = [];
  if (starts !== null && ends !== null) {
    for (const start of starts) {
      const end = ends.find((index) => index > start);
      if (end !== undefined && end - start - 1 <= longest) gaps.push({ start: start + 1, end });
    }
  } else {
    const one = starts ?? ends ?? [];
    // One neighbour alone is believed only where there is just one such line.
    if (one.length !== 1) return null;
    for (const index of one) {
      gaps.push(starts === null ? { start: index - 1, end: index } : oneAfter(index));
    }
  }
  const distance = ({ start }: Gap) => Math.abs((lines[start]?.number ?? 0) - near);
  return gaps.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

function oneAfter(index: number): Gap {
  return { start: index + 1, end: index + 2 };
}

/** Without blank lines at its ends; null when none of its lines is new. */
function trimmed(lines: readonly SideLine[], { start, end }: Gap, remark: Remark): Position | null {
  const within = lines.slice(Math.max(0, start), end).filter(({ hash }) => hash !== "");
  const first = within.findIndex(({ isChanged }) => isChanged);
  const last = within.findLastIndex(({ isChanged }) => isChanged);
  const from = within[first];
  const to = within[last];
  if (from === undefined || to === undefined) return null;
  return { side: remark.side, startLine: from.number, line: to.number };
}
