import type { Position } from "@devflow/diff";
import type { Trace } from "../model.ts";
import type { SideLine } from "./side-lines.ts";

/** Lines on each side of a remark that tell its place: as many as a diff shows. */
export const neighbours = 3;

/** How the lines of a position are found again; `lines` are all of that side. */
export function traceOf(lines: readonly SideLine[], position: Position): Omit<Trace, "terms"> {
  const first = lines.findIndex(({ number }) => number >= position.startLine);
  const after = lines.findIndex(({ number }) => number > position.line);
  const start = first === -1 ? lines.length : first;
  const end = after === -1 ? lines.length : after;
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
