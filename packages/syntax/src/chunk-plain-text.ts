import { maxChunkCharacters, plainChunkLines } from "./limits.ts";
import type { Chunk } from "./model.ts";
import { SourceLines, withoutByteOrderMark } from "./source-lines.ts";
import { splitRows } from "./split-rows.ts";

export interface PlainFile {
  path: string;
  text: string;
}

/** Chunks of a file without grammar, by about a screen. */
export function chunkPlainText({ text }: Pick<PlainFile, "text">): Chunk[] {
  const source = new SourceLines(withoutByteOrderMark(text));
  const structure = { depthByRow: [], isLeadingRow: [] };
  const chunks: Chunk[] = [];
  for (let startRow = 0; startRow < source.count; startRow += plainChunkLines) {
    const endRow = Math.min(startRow + plainChunkLines, source.count) - 1;
    for (const rows of splitRows(startRow, endRow, structure, source)) {
      chunks.push({
        kind: "text",
        symbol: null,
        scopes: [],
        startLine: rows.startRow + 1,
        endLine: rows.endRow + 1,
        text: source.text(rows.startRow, rows.endRow).slice(0, maxChunkCharacters),
      });
    }
  }
  return chunks;
}
