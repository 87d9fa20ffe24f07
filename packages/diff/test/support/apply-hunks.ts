import type { FileDiff } from "../../src/index.ts";
import { splitLines } from "../../src/index.ts";

/** The new text, made from the old one and the parsed hunks alone. */
export function applyHunks(file: FileDiff, oldText: string): string {
  const oldLines = splitLines(oldText).map((line) => line.text + line.ending);
  const result: string[] = [];
  let next = 1;
  for (const hunk of file.hunks) {
    const first = hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart;
    result.push(...oldLines.slice(next - 1, first - 1));
    next = first + hunk.oldLines;
    for (const line of hunk.lines) {
      if (line.kind !== "removed") result.push(line.text + (line.noNewlineAtEnd ? "" : "\n"));
    }
  }
  result.push(...oldLines.slice(next - 1));
  return result.join("");
}
