import { maxChunkCharacters, plainChunkLines } from "./limits.ts";
import type { Chunk } from "./model.ts";
import { SourceLines, withoutByteOrderMark } from "./source-lines.ts";
import { splitRows } from "./split-rows.ts";

export interface PlainFile {
  path: string;
  text: string;
}

/**
 * Chunks of a file without grammar: Markdown by heading (its text is the chunk's symbol and the
 * headings above it the scopes), everything else by about a screen.
 */
export function chunkPlainText({ path, text }: PlainFile): Chunk[] {
  const source = new SourceLines(withoutByteOrderMark(text));
  const sections = /\.(md|mdx|markdown)$/i.test(path) ? markdownSections(source) : screens(source);
  const structure = { depthByRow: [], isLeadingRow: [] };
  return sections.flatMap(({ startRow, endRow, symbol, scopes }) =>
    splitRows(startRow, endRow, structure, source).map((rows) => ({
      kind: "text" as const,
      symbol,
      scopes,
      startLine: rows.startRow + 1,
      endLine: rows.endRow + 1,
      text: source.text(rows.startRow, rows.endRow).slice(0, maxChunkCharacters),
    })),
  );
}

interface Section {
  startRow: number;
  endRow: number;
  symbol: string | null;
  scopes: string[];
}

function screens(source: SourceLines): Section[] {
  const sections: Section[] = [];
  for (let startRow = 0; startRow < source.count; startRow += plainChunkLines) {
    const endRow = Math.min(startRow + plainChunkLines, source.count) - 1;
    sections.push({ startRow, endRow, symbol: null, scopes: [] });
  }
  return sections;
}

function markdownSections(source: SourceLines): Section[] {
  const sections: Section[] = [];
  let headings: string[] = [];
  let current: Section = { startRow: 0, endRow: -1, symbol: null, scopes: [] };
  let fence: string | null = null;
  for (const [row, line] of source.lines.entries()) {
    fence = fenceAfter(line, fence);
    const heading = fence === null ? /^ {0,3}(#{1,6})\s+(.+?)\s*#*$/.exec(line) : null;
    if (heading !== null) {
      sections.push(current);
      const [, marks = "", title = ""] = heading;
      headings = headings.slice(0, marks.length - 1);
      current = { startRow: row, endRow: row, symbol: title, scopes: headings.filter(Boolean) };
      headings[marks.length - 1] = title;
    }
    current.endRow = row;
  }
  return [...sections, current].filter(({ startRow, endRow }) => startRow <= endRow);
}

/** The open code fence after a line; `# comment` inside one is no heading. */
function fenceAfter(line: string, fence: string | null): string | null {
  const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
  if (marks === undefined) return fence;
  if (fence === null) return marks;
  return marks.startsWith(fence) ? null : fence;
}
