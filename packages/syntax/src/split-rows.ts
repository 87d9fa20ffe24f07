import { maxChunkCharacters, targetChunkCharacters } from "./limits.ts";
import type { Rows } from "./piece.ts";
import type { SourceLines } from "./source-lines.ts";

/** Where the tree allows a cut, see `CollectedFacts`. */
export interface RowStructure {
  depthByRow: readonly (number | undefined)[];
  isLeadingRow: readonly boolean[];
}

/** Past this the rows are cut by size alone; each level may look at every row once. */
const maxLevels = 64;

/**
 * Cuts rows into pieces of at most `maxChunkCharacters` where the outermost nodes begin, packed up
 * to `targetChunkCharacters`; blank rows at the edges fall away. A single longer row stays alone.
 */
export function splitRows(
  startRow: number,
  endRow: number,
  structure: RowStructure,
  source: SourceLines,
  level = 0,
): Rows[] {
  const rows = withoutBlankEdges({ startRow, endRow }, source);
  if (rows === null) return [];
  if (fits(rows, source)) return [rows];
  const cuts = level < maxLevels ? outermostStarts(rows, structure) : [];
  const parts = cuts.length > 0 ? cutAt(rows, cuts) : everyRow(rows);
  return pack(parts, source).flatMap((part) =>
    fits(part, source) || part.startRow === part.endRow
      ? (withoutBlankEdges(part, source) ?? [])
      : splitRows(part.startRow, part.endRow, structure, source, level + 1),
  );
}

function fits({ startRow, endRow }: Rows, source: SourceLines): boolean {
  return source.size(startRow, endRow) <= maxChunkCharacters;
}

/** Rows, after the first, where nodes of the smallest depth begin; comments stay with what follows. */
function outermostStarts(rows: Rows, { depthByRow, isLeadingRow }: RowStructure): number[] {
  let smallest = Number.POSITIVE_INFINITY;
  let starts: number[] = [];
  for (let row = rows.startRow + 1; row <= rows.endRow; row++) {
    const depth = depthByRow[row];
    if (depth === undefined || depth > smallest || isLeadingRow[row - 1]) continue;
    if (depth < smallest) starts = [];
    smallest = depth;
    starts.push(row);
  }
  return starts;
}

function cutAt({ startRow, endRow }: Rows, cuts: readonly number[]): Rows[] {
  const starts = [startRow, ...cuts];
  return starts.map((start, index) => ({
    startRow: start,
    endRow: (starts[index + 1] ?? endRow + 1) - 1,
  }));
}

function everyRow({ startRow, endRow }: Rows): Rows[] {
  return Array.from({ length: endRow - startRow + 1 }, (_, index) => ({
    startRow: startRow + index,
    endRow: startRow + index,
  }));
}

function pack(parts: readonly Rows[], source: SourceLines): Rows[] {
  const packed: Rows[] = [];
  for (const part of parts) {
    const last = packed.at(-1);
    if (last !== undefined && source.size(last.startRow, part.endRow) <= targetChunkCharacters) {
      last.endRow = part.endRow;
    } else {
      packed.push({ ...part });
    }
  }
  return packed;
}

function withoutBlankEdges({ startRow, endRow }: Rows, source: SourceLines): Rows | null {
  let start = startRow;
  let end = endRow;
  while (start <= end && source.isBlank(start)) start++;
  while (end > start && source.isBlank(end)) end--;
  return start > end ? null : { startRow: start, endRow: end };
}
