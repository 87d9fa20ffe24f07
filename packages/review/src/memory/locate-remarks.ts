import type { Position } from "@devflow/diff";
import type { Remark } from "../model.ts";
import { nearestTo } from "../nearest-to.ts";
import type { ChangeLines } from "./change-lines.ts";
import { findGap } from "./find-gap.ts";
import type { SideLine } from "./side-lines.ts";
import { neighboursOf } from "./trace-of.ts";

/** What has become of a remark's lines at this head. */
export type Whereabouts =
  /**
   * They stand, perhaps moved, indented anew or in a file of another name. `isAsBefore`: the lines
   * next to them, too, which may be what was wrong.
   */
  | { kind: "same"; path: string; position: Position; isAsBefore: boolean }
  /** Other lines stand in their place. */
  | { kind: "changed"; path: string; position: Position }
  | { kind: "gone" }
  /** Their file was not read. */
  | { kind: "unknown" };

/** Below it, lines such as `}` or `return;` are found anywhere: their neighbours must agree. */
const tellingWeight = 10;

/** A line that more files of a change have tells nothing about where a remark went. */
const mostFiles = 20;

/**
 * Of copies of a line in one file, those that are looked at, the nearest to where it was: a table
 * has it ten thousand times.
 */
const mostCopies = { home: 100, elsewhere: 10 } as const;

interface Occurrence {
  path: string;
  /** Indexes into the lines of that side; `end` is exclusive. */
  start: number;
  end: number;
  lines: readonly SideLine[];
}

interface Match {
  remark: Remark;
  occurrence: Occurrence;
  isHome: boolean;
  shared: number;
  distance: number;
  isAsBefore: boolean;
}

/**
 * Finds each remark's lines by their hashes, first in its own file and there where the neighbours
 * agree most, then in other files of the change: a move, or a renamed file that the pull request
 * itself added. Equal lines are given out one by one, so that of two copies each keeps its remark.
 */
export function locateRemarks(
  remarks: readonly Remark[],
  lines: ChangeLines,
): Map<Remark, Whereabouts> {
  const found = new Map<Remark, Whereabouts>();
  const byContent = Map.groupBy(remarks, (remark) =>
    JSON.stringify([remark.side, topicOf(remark), remark.trace.lineHashes]),
  );
  for (const alike of byContent.values()) {
    const matches = alike.flatMap((remark) => matchesOf(remark, lines)).sort(byLikelihood);
    const taken = new Set<string>();
    for (const { remark, occurrence, isAsBefore } of matches) {
      const place = `${occurrence.path} ${occurrence.start}`;
      if (found.has(remark) || taken.has(place)) continue;
      taken.add(place);
      const { path } = occurrence;
      const position = positionOf(remark, occurrence);
      found.set(remark, { kind: "same", path, position, isAsBefore });
    }
  }
  for (const remark of remarks) {
    if (found.has(remark)) continue;
    const isTraced = remark.trace.lineHashes.length > 0;
    found.set(remark, isTraced ? withoutItsLines(remark, lines) : asGitHubSays(remark, lines));
  }
  return found;
}

/**
 * A recovered remark has no hashes of its lines; it is placed where GitHub shows its comment. Of a
 * fixed one some line there, or next to it, is no longer what it was.
 */
function asGitHubSays(remark: Remark, lines: ChangeLines): Whereabouts {
  const { path, side, startLine, line } = remark;
  if (lines.home(remark) === null && lines.isUnseen(remark)) return { kind: "unknown" };
  const isThere = lines.of(path, side).some(({ number }) => number === line);
  if (!isThere) return { kind: "gone" };
  const isAsBefore = remark.state !== "fixed";
  return { kind: "same", path, position: { side, startLine, line }, isAsBefore };
}

function topicOf({ source, category }: Remark): string {
  return source === "expert" ? `expert:${category}` : source;
}

function matchesOf(remark: Remark, lines: ChangeLines): Match[] {
  const home = lines.home(remark);
  const [first] = remark.trace.lineHashes;
  if (first === undefined) return [];
  const paths = lines.pathsWith(first, remark.side, remark.source);
  const isTelling = paths.length <= mostFiles;
  return (isTelling ? paths : paths.filter((path) => path === home?.path)).flatMap((path) => {
    const isHome = path === home?.path;
    return occurrencesOf(remark, path, lines, isHome ? mostCopies.home : mostCopies.elsewhere)
      .map((occurrence) => matchOf(remark, occurrence, isHome))
      .filter(isBelievable);
  });
}

function occurrencesOf(
  { side, trace, startLine }: Remark,
  path: string,
  all: ChangeLines,
  most: number,
): Occurrence[] {
  const [first, ...others] = trace.lineHashes;
  if (first === undefined) return [];
  const lines = all.of(path, side);
  const numberAt = (index: number) => lines[index]?.number ?? 0;
  return nearestTo(startLine, all.at(path, side, first), most, numberAt).flatMap((start) => {
    const isAll = others.every((hash, offset) => lines[start + offset + 1]?.hash === hash);
    return isAll ? [{ path, start, end: start + trace.lineHashes.length, lines }] : [];
  });
}

function matchOf(remark: Remark, occurrence: Occurrence, isHome: boolean): Match {
  const { lines, start, end } = occurrence;
  const here = neighboursOf(lines, start, end);
  const { before, after } = remark.trace;
  const shared =
    before.filter((hash) => here.before.includes(hash)).length +
    after.filter((hash) => here.after.includes(hash)).length;
  const distance = Math.abs((lines[start]?.number ?? 0) - remark.startLine);
  const isAsBefore = isSameNear(before, here.before) && isSameNear(after, here.after);
  return { remark, occurrence, isHome, shared, distance, isAsBefore };
}

/** The two nearest lines; those farther away are other matters more often than not. */
function isSameNear(was: readonly string[], is: readonly string[]): boolean {
  return was[0] === is[0] && was[1] === is[1];
}

/**
 * Lines of the change itself that say something, or whose neighbours agree. A line outside the
 * change is the remark's only at its old place: the same text may always have stood elsewhere.
 */
function isBelievable({ occurrence, isHome, shared }: Match): boolean {
  const lines = occurrence.lines.slice(occurrence.start, occurrence.end);
  const weight = lines.reduce((sum, line) => sum + line.weight, 0);
  const isChanged = lines.some((line) => line.isChanged);
  if (!isHome) return isChanged && (weight >= tellingWeight ? true : shared >= 4);
  return isChanged ? weight >= tellingWeight || shared >= 1 : shared >= 2;
}

function byLikelihood(a: Match, b: Match): number {
  return (
    Number(b.isHome) - Number(a.isHome) ||
    b.shared - a.shared ||
    Number(b.remark.state === "open") - Number(a.remark.state === "open") ||
    a.distance - b.distance
  );
}

function positionOf({ side }: Remark, { lines, start, end }: Occurrence): Position {
  const startLine = lines[start]?.number ?? 1;
  return { side, startLine, line: lines[end - 1]?.number ?? startLine };
}

function withoutItsLines(remark: Remark, lines: ChangeLines): Whereabouts {
  const home = lines.home(remark);
  if (home === null) {
    return lines.isUnseen(remark) ? { kind: "unknown" } : { kind: "gone" };
  }
  const position = remark.side === "RIGHT" ? findGap(remark, home.path, lines) : null;
  return position === null ? { kind: "gone" } : { kind: "changed", path: home.path, position };
}
