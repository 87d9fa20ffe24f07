import type { Queryable } from "@devflow/database";
import { numberOf, textOf } from "./rows.ts";

export interface Span {
  path: string;
  startLine: number;
  endLine: number;
}

/** The text of lines of live files, put together from their chunks; blank lines stand in none. */
export async function readSpans(
  db: Queryable,
  repositoryId: number,
  spans: readonly Span[],
): Promise<string[]> {
  if (spans.length === 0) return [];
  const rows = await db.query(
    `SELECT asked.place::integer AS place, c.start_line, c.text
       FROM unnest($2::text[], $3::integer[], $4::integer[])
            WITH ORDINALITY AS asked (path, start_line, end_line, place)
       JOIN indexed_files f ON f.repository_id = $1 AND f.path = asked.path
       JOIN chunks c ON c.repository_id = $1 AND c.blob_id = f.blob_id
                    AND c.start_line <= asked.end_line AND c.end_line >= asked.start_line
      ORDER BY place, c.start_line`,
    [
      repositoryId,
      spans.map(({ path }) => path),
      spans.map(({ startLine }) => startLine),
      spans.map(({ endLine }) => endLine),
    ],
  );
  const lines = spans.map(({ startLine, endLine }) =>
    Array.from({ length: endLine - startLine + 1 }, () => ""),
  );
  for (const row of rows) {
    const place = numberOf(row, "place") - 1;
    const offset = numberOf(row, "start_line") - (spans[place]?.startLine ?? 0);
    for (const [index, line] of textOf(row, "text").split("\n").entries()) {
      const at = offset + index;
      const target = lines[place];
      if (target !== undefined && at >= 0 && at < target.length) target[at] = line;
    }
  }
  return lines.map((span) => span.join("\n").trimEnd());
}
