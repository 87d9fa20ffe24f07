import { structuredPatch } from "diff";
import type { FileDiff } from "./model.ts";
import { type FileMeta, parseFilePatch } from "./parse-file-patch.ts";

/** Both texts together; longer ones are not compared. Keeps the time limit meaningful. */
const MAX_CHARACTERS = 10_000_000;
/** Comparing is quadratic in the number of edits; a rewritten file of 10,000 lines needs about 1 s. */
const TIMEOUT_MS = 3_000;

export type DiffOutcome = { ok: true; file: FileDiff } | { ok: false; reason: string };

/**
 * The diff of two texts with three lines of context, for files whose patch GitHub leaves out. Null
 * stands for the side that does not exist. Line numbers are those of the texts; which of several
 * equal lines counts as added may differ from git's choice.
 */
export function diffTexts(
  oldText: string | null,
  newText: string | null,
  meta: FileMeta,
  limits: { maxCharacters?: number; timeoutMs?: number } = {},
): DiffOutcome {
  const { maxCharacters = MAX_CHARACTERS, timeoutMs = TIMEOUT_MS } = limits;
  const before = oldText ?? "";
  const after = newText ?? "";
  if (before.length + after.length > maxCharacters) {
    return { ok: false, reason: `larger than ${maxCharacters} characters` };
  }
  const patch = structuredPatch("old", "new", before, after, undefined, undefined, {
    context: 3,
    timeout: timeoutMs,
  });
  if (!patch) return { ok: false, reason: `comparing took longer than ${timeoutMs} ms` };
  const text = patch.hunks
    .map((hunk) => {
      const oldRange = rangeText(hunk.oldStart, hunk.oldLines);
      const newRange = rangeText(hunk.newStart, hunk.newLines);
      return [`@@ -${oldRange} +${newRange} @@`, ...hunk.lines].join("\n");
    })
    .join("\n");
  return { ok: true, file: parseFilePatch(text, meta) };
}

/** git names the line before an empty range, jsdiff the line after it. */
function rangeText(start: number, count: number): string {
  return `${count === 0 ? start - 1 : start},${count}`;
}
