import type { Hunk } from "./model.ts";

/** The file before the change but for a newline at its end, made from the file after it; null when the two do not fit. */
export function textBefore(headText: string, hunks: readonly Hunk[]): string | null {
  const head = headText.split("\n");
  const before: string[] = [];
  let next = 0;
  for (const hunk of hunks) {
    // A hunk without new lines stands behind its line, all others begin with it.
    const start = hunk.newLines === 0 ? hunk.newStart : hunk.newStart - 1;
    if (start < next || start > head.length) return null;
    before.push(...head.slice(next, start));
    for (const { kind, text } of hunk.lines) if (kind !== "added") before.push(text);
    next = start + hunk.newLines;
  }
  before.push(...head.slice(next));
  return before.join("\n");
}
