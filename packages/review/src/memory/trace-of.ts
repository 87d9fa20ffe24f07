import type { Position } from "@devflow/diff";
import { lowerBound } from "../lower-bound.ts";
import type { Trace } from "../model.ts";
import type { SideLine } from "./side-lines.ts";

/** Lines on each side of a remark that tell its place: as many as a diff shows. */
export const neighbours = 3;

/** How the lines of a position are found again; `lines` are all of that side, in order. */
export function traceOf(lines: readonly SideLine[], position: Position): Omit<Trace, "terms"> {
  const start = lowerBound(lines, position.startLine, ({ number }) => number);
  const end = lowerBound(lines, position.line + 1, ({ number }) => number);
  return {
    lineHashes: lines.slice(start, end).map(({ hash }) => hash),
    ...neighboursOf(lines, start, end),
  };
}

/** Hashes of the nearest lines that are not blank before `start` and from `end` on. */
export function neighboursOf(
  lines: readonly SideLine[],
  start: number,
  end: number,
): { before: string[]; after: string[] } {
  return {
    before: nearest(lines, start - 1, -1),
    after: nearest(lines, end, 1),
  };
}

function nearest(lines: readonly SideLine[], from: number, step: 1 | -1): string[] {
  const found: string[] = [];
  for (let at = from; found.length < neighbours; at += step) {
    const line = lines[at];
    if (line === undefined) break;
    if (line.hash !== "") found.push(line.hash);
  }
  return found;
}
