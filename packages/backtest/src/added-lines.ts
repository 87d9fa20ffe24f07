import type { FileDiff } from "@devflow/diff";
import { rangesOf } from "./line-ranges.ts";

/** The lines that a change adds, per file, as ranges of the new version. */
export function addedLines(files: readonly FileDiff[]): Record<string, [number, number][]> {
  const added: Record<string, [number, number][]> = {};
  for (const { path, hunks, isBinary, isSubmodule } of files) {
    if (isBinary || isSubmodule) continue;
    const lines = hunks.flatMap((hunk) =>
      hunk.lines.flatMap(({ kind, newLine }) =>
        kind === "added" && newLine !== null ? [newLine] : [],
      ),
    );
    if (lines.length > 0) added[path] = rangesOf(lines);
  }
  return added;
}
