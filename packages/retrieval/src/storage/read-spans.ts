import type { Queryable } from "@devflow/database";
import { numberOf, textOf } from "./rows.ts";

export interface Span {
  path: string;
  startLine: number;
  endLine: number;
  /** Only lines of the chunk that holds this line are wanted: a use, without what stands beside it. */
  anchorLine?: number;
}

export interface ReadSpan {
  startLine: number;
  endLine: number;
  text: string;
}

interface Piece {
  startLine: number;
  lines: string[];
}

/** The text of lines of indexed files, put together from their chunks; blank lines stand in none. */
export async function readSpans(
  db: Queryable,
  repositoryId: number,
  blobOf: (path: string) => number | undefined,
  spans: readonly Span[],
): Promise<ReadSpan[]> {
  if (spans.length === 0) return [];
  const rows = await db.query(
    `SELECT asked.place, c.start_line, c.text
       FROM unnest($2::bigint[], $3::integer[], $4::integer[])
            WITH ORDINALITY AS asked (blob_id, first, last, place)
       JOIN chunks c ON c.blob_id = asked.blob_id
                    AND c.start_line <= asked.last AND c.end_line >= asked.first
      WHERE c.repository_id = $1`,
    [
      repositoryId,
      spans.map(({ path }) => blobOf(path) ?? -1),
      spans.map(({ startLine }) => startLine),
      spans.map(({ endLine }) => endLine),
    ],
  );
  const pieces = spans.map((): Piece[] => []);
  for (const row of rows) {
    pieces[numberOf(row, "place") - 1]?.push({
      startLine: numberOf(row, "start_line"),
      lines: textOf(row, "text").split("\n"),
    });
  }
  return spans.map((span, index) => joinPieces(span, pieces[index] ?? []));
}

function joinPieces(span: Span, pieces: readonly Piece[]): ReadSpan {
  const { anchorLine } = span;
  const holding =
    anchorLine === undefined
      ? undefined
      : pieces.find(
          ({ startLine, lines }) =>
            startLine <= anchorLine && anchorLine < startLine + lines.length,
        );
  const startLine = Math.max(span.startLine, holding?.startLine ?? 0);
  const end = holding === undefined ? span.endLine : holding.startLine + holding.lines.length - 1;
  const endLine = Math.min(span.endLine, end);
  const text = Array.from({ length: Math.max(0, endLine - startLine + 1) }, () => "");
  for (const piece of holding === undefined ? pieces : [holding]) {
    for (const [row, line] of piece.lines.entries()) {
      const at = piece.startLine + row - startLine;
      if (at >= 0 && at < text.length) text[at] = line;
    }
  }
  return { startLine, endLine, text: text.join("\n").trimEnd() };
}
