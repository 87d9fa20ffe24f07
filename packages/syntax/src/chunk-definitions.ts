import type { CollectedFacts, DefinitionSpan } from "./collect-facts.ts";
import { innerDefinitionCharacters, maxChunkCharacters } from "./limits.ts";
import { mergeSmallPieces } from "./merge-small-pieces.ts";
import type { Chunk } from "./model.ts";
import { type Piece, type Rows, toChunk } from "./piece.ts";
import type { SourceLines } from "./source-lines.ts";
import { splitRows } from "./split-rows.ts";

/** Definitions nested deeper than this share their parent's chunks. */
const maxNesting = 50;

/**
 * Cuts a parsed file into chunks along its definitions: one that fits stays whole, a larger one
 * becomes its head, its own definitions and what lies between them. A module or namespace is never
 * kept whole: nobody searches for all of it.
 */
export function chunkDefinitions(facts: CollectedFacts, source: SourceLines): Chunk[] {
  const childrenByParent = Map.groupBy(facts.spans, ({ parent }) => parent);
  const indexBySpan = new Map(facts.spans.map((span, index) => [span, index]));
  const pieces: Piece[] = [];

  function emit(
    startRow: number,
    endRow: number,
    level: number,
    path: readonly number[],
    nesting = 0,
  ): void {
    const owner = facts.spans[level];
    let next = startRow;
    for (const child of childrenByParent.get(level) ?? []) {
      if (!standsAlone(child, owner, source)) continue;
      // A child that begins on a row already taken gives that row up: a line is in one chunk.
      const childStart = Math.max(leadingStart(child.startRow, facts), next);
      const childEnd = Math.min(child.endRow, endRow);
      if (childStart > childEnd) continue;
      addRows(next, childStart - 1, owner, path);
      emitChild(child, { startRow: childStart, endRow: childEnd }, path, nesting);
      next = childEnd + 1;
    }
    addRows(next, endRow, owner, path);
  }

  function emitChild(
    child: DefinitionSpan,
    { startRow, endRow }: Rows,
    path: readonly number[],
    nesting: number,
  ): void {
    const index = indexBySpan.get(child) ?? -1;
    const isModule = child.kind === "module";
    const fits = !isModule && source.size(startRow, endRow) <= maxChunkCharacters;
    if (fits || nesting >= maxNesting) addRows(startRow, endRow, child, path);
    else emit(startRow, endRow, index, isModule ? path : [...path, index], nesting + 1);
  }

  function addRows(
    startRow: number,
    endRow: number,
    owner: DefinitionSpan | undefined,
    path: readonly number[],
  ): void {
    for (const rows of splitRows(startRow, endRow, facts, source)) {
      pieces.push({ ...rows, owner, path });
    }
  }

  emit(0, source.count - 1, -1, []);
  return mergeSmallPieces(pieces, source).map((piece) => toChunk(piece, source));
}

/** Closures of a few lines read better inside their function. */
function standsAlone(
  child: DefinitionSpan,
  owner: DefinitionSpan | undefined,
  source: SourceLines,
): boolean {
  if (owner === undefined || (owner.kind !== "function" && owner.kind !== "method")) return true;
  return source.size(child.startRow, child.endRow) >= innerDefinitionCharacters;
}

/** The first row of the comments and decorators directly above. */
function leadingStart(row: number, { isLeadingRow }: CollectedFacts): number {
  let start = row;
  while (start > 0 && isLeadingRow[start - 1]) start--;
  return start;
}
