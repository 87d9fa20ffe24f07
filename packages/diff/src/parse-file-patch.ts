import { invalidDiff } from "./invalid-diff.ts";
import { LineCursor } from "./line-cursor.ts";
import type { FileDiff, FileStatus, Hunk } from "./model.ts";
import { parseHunks } from "./parse-hunks.ts";

/** What GitHub's list of files says beside the patch. */
export interface FileMeta {
  path: string;
  previousPath: string | null;
  status: FileStatus;
}

/**
 * One file from GitHub's `patch` field: hunks only, no header, often no newline at its end. An
 * empty patch gives a file without hunks. GitHub names no modes, so a submodule is known by its
 * content, and a symlink looks like a one-line file. Raises UsageError as parseUnifiedDiff does.
 */
export function parseFilePatch(patch: string, meta: FileMeta): FileDiff {
  const cursor = new LineCursor(patch);
  const hunks = parseHunks(cursor);
  if (cursor.peek() !== undefined) throw invalidDiff(cursor.lineNumber, "a hunk was expected");
  return {
    path: meta.path,
    previousPath: meta.previousPath,
    status: meta.status,
    isBinary: false,
    isSubmodule: isSubmodulePatch(hunks),
    isSymlink: false,
    hunks,
  };
}

function isSubmodulePatch(hunks: readonly Hunk[]): boolean {
  const [hunk] = hunks;
  if (!hunk || hunks.length > 1) return false;
  return (
    hunk.oldLines <= 1 &&
    hunk.newLines <= 1 &&
    hunk.lines.every((line) => /^Subproject commit [0-9a-f]{40,64}$/.test(line.text))
  );
}
