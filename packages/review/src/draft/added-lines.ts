import type { FileDiff } from "@devflow/diff";

/** Numbers of the added lines in the new version, 1-based. */
export function addedLineNumbers(file: FileDiff): Set<number> {
  const numbers = new Set<number>();
  for (const hunk of file.hunks) {
    for (const line of hunk.lines) {
      if (line.kind === "added" && line.newLine !== null) numbers.add(line.newLine);
    }
  }
  return numbers;
}
