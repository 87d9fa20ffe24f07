import type { Queryable } from "@devflow/database";
import type { LexicalSnapshot } from "../lexical/lexical-snapshot.ts";
import { readChunkTexts } from "./read-chunk-texts.ts";

export interface Span {
  path: string;
  startLine: number;
  endLine: number;
}

/** The text of lines of indexed files, put together from their chunks; blank lines stand in none. */
export async function readSpans(
  db: Queryable,
  repositoryId: number,
  snapshot: LexicalSnapshot,
  spans: readonly Span[],
): Promise<string[]> {
  const needed = spans.flatMap(({ path, startLine, endLine }, place) =>
    snapshot
      .documentsOf(path)
      .filter((chunk) => chunk.startLine <= endLine && chunk.endLine >= startLine)
      .map((chunk) => ({ ...chunk, offset: chunk.startLine - startLine, place })),
  );
  const lines = spans.map(({ startLine, endLine }) =>
    Array.from({ length: endLine - startLine + 1 }, () => ""),
  );
  const texts = await readChunkTexts(db, repositoryId, needed);
  for (const [index, { offset, place }] of needed.entries()) {
    const target = lines[place] ?? [];
    for (const [row, line] of (texts[index] ?? "").split("\n").entries()) {
      const at = offset + row;
      if (at >= 0 && at < target.length) target[at] = line;
    }
  }
  return lines.map((span) => span.join("\n").trimEnd());
}
