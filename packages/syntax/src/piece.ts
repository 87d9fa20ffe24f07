import type { DefinitionSpan } from "./collect-facts.ts";
import { maxChunkCharacters } from "./limits.ts";
import type { Chunk } from "./model.ts";
import type { SourceLines } from "./source-lines.ts";

export interface Rows {
  startRow: number;
  endRow: number;
}

/** Rows that become a chunk, alone or merged. */
export interface Piece extends Rows {
  /** The definition they belong to; undefined for code at the top of the file. */
  owner: DefinitionSpan | undefined;
  /**
   * Indexes of the definitions that are being cut, from the outside in; modules and namespaces do
   * not count. Only pieces of one definition may merge, and what opens one with its first piece.
   */
  path: readonly number[];
}

export function toChunk({ startRow, endRow, owner }: Piece, source: SourceLines): Chunk {
  return {
    kind: owner?.kind ?? "module",
    symbol: owner?.names[0] ?? null,
    scopes: owner?.scopes ?? [],
    startLine: startRow + 1,
    endLine: endRow + 1,
    text: source.text(startRow, endRow).slice(0, maxChunkCharacters),
  };
}
