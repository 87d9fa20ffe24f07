import type { FileDiff } from "./model.ts";

/** Added and removed lines of a file, as `git diff --numstat` counts them. */
export function countChangedLines(file: FileDiff): { added: number; removed: number } {
  let added = 0;
  let removed = 0;
  for (const hunk of file.hunks) {
    for (const line of hunk.lines) {
      if (line.kind === "added") added += 1;
      if (line.kind === "removed") removed += 1;
    }
  }
  return { added, removed };
}
