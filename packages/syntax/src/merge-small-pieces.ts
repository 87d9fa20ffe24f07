import { maxChunkCharacters, smallChunkCharacters, targetChunkCharacters } from "./limits.ts";
import type { Piece } from "./piece.ts";
import type { SourceLines } from "./source-lines.ts";

/**
 * Joins neighbours of which one is small, and closing brackets to what they close. Pieces come in
 * source order with only blank rows between them. The largest part names the result.
 */
export function mergeSmallPieces(pieces: readonly Piece[], source: SourceLines): Piece[] {
  const merged: { piece: Piece; largest: number }[] = [];
  for (const piece of pieces) {
    const size = source.size(piece.startRow, piece.endRow);
    const last = merged.at(-1);
    if (last === undefined || !mayJoin(last.piece, piece, source)) {
      merged.push({ piece, largest: size });
      continue;
    }
    const isLarger = size > last.largest && hasWords(piece, source);
    const names = isLarger ? piece : last.piece;
    last.piece = { ...names, startRow: last.piece.startRow, endRow: piece.endRow };
    last.largest = Math.max(last.largest, size);
  }
  return merged.map(({ piece }) => piece);
}

function mayJoin(left: Piece, right: Piece, source: SourceLines): boolean {
  const together = source.size(left.startRow, right.endRow);
  if (!hasWords(right, source)) return together <= maxChunkCharacters;
  if (left.level !== right.level || together > targetChunkCharacters) return false;
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
