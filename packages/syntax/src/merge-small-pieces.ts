import { maxChunkCharacters, smallChunkCharacters, targetChunkCharacters } from "./limits.ts";
import type { Piece } from "./piece.ts";
import type { SourceLines } from "./source-lines.ts";

/**
 * Joins neighbours of which one is small, and closing brackets to what they close. Pieces come in
 * source order with only blank rows between them. The largest definition
 * names the result.
 */
export function mergeSmallPieces(pieces: readonly Piece[], source: SourceLines): Piece[] {
  const merged: Merged[] = [];
  for (const piece of pieces) {
    const size = source.size(piece.startRow, piece.endRow);
    const last = merged.at(-1);
    if (last === undefined || !mayJoin(last.piece, piece, source)) {
      merged.push({ piece, largest: size });
      continue;
    }
    const named = namesResult(last, { piece, largest: size }, source) ? piece : last.piece;
    const { path } = piece.path.length > last.piece.path.length ? piece : last.piece;
    last.piece = { ...named, path, startRow: last.piece.startRow, endRow: piece.endRow };
    last.largest = Math.max(last.largest, size);
  }
  return merged.map(({ piece }) => piece);
}

interface Merged {
  piece: Piece;
  /** Size of the largest part. */
  largest: number;
}

/** A definition names the result before code between definitions does, else the larger part. */
function namesResult(left: Merged, right: Merged, source: SourceLines): boolean {
  if (!hasWords(right.piece, source)) return false;
  const isLeftDefined = isDefinition(left.piece);
  if (isLeftDefined !== isDefinition(right.piece)) return !isLeftDefined;
  return right.largest > left.largest;
}

function isDefinition({ owner }: Piece): boolean {
  return owner !== undefined && owner.kind !== "module";
}

function mayJoin(left: Piece, right: Piece, source: SourceLines): boolean {
  const together = source.size(left.startRow, right.endRow);
  if (!hasWords(right, source)) return together <= maxChunkCharacters;
  if (together > targetChunkCharacters) return false;
  if (!left.path.every((index, depth) => index === right.path[depth])) return false;
  // Imports, or the head of a namespace, with the head of the class that follows.
  if (left.path.length < right.path.length) return isSmall(left, source);
  return isSmall(left, source) || isSmall(right, source);
}

function isSmall({ startRow, endRow }: Piece, source: SourceLines): boolean {
  return source.size(startRow, endRow) < smallChunkCharacters;
}

/** Rows of brackets alone are no chunk that anybody would search for. */
function hasWords({ startRow, endRow }: Piece, source: SourceLines): boolean {
  for (let row = startRow; row <= endRow; row++) {
    if (/[\p{L}\p{N}]/u.test(source.lines[row] ?? "")) return true;
  }
  return false;
}
