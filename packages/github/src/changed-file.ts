import { countChangedLines, type FileDiff, type FileStatus, parseFilePatch } from "@devflow/diff";
import { UsageError } from "@devflow/errors";
import type { z } from "zod";
import type { changedFileSchema } from "./schemas.ts";

export type ChangedFile = z.output<typeof changedFileSchema>;

const statuses: Record<string, FileStatus> = {
  added: "added",
  removed: "deleted",
  modified: "modified",
  renamed: "renamed",
  copied: "copied",
  changed: "mode_changed",
};

/** What is known of a file before its content: path, former path and status. */
export function metaOf(file: ChangedFile): {
  path: string;
  previousPath: string | null;
  status: FileStatus;
} {
  const status = statuses[file.status] ?? "modified";
  const isMoved = status === "renamed" || status === "copied";
  const previousPath = isMoved ? (file.previous_filename ?? null) : null;
  return { path: file.filename, previousPath, status };
}

/** A file of which only the kind matters: no hunks. */
export function withoutHunks(
  file: ChangedFile,
  kind: Partial<Pick<FileDiff, "isBinary" | "isSubmodule" | "isSymlink" | "status">> = {},
): FileDiff {
  const flags = { isBinary: false, isSubmodule: false, isSymlink: false };
  return { ...metaOf(file), ...flags, hunks: [], ...kind };
}

/** GitHub's patch as a diff; null when there is none, it was cut, or it cannot be read. */
export function diffFromPatch(file: ChangedFile): FileDiff | null {
  if (file.patch === undefined) return null;
  const diff = parsePatch(file, file.patch);
  if (diff === null) return null;
  const { added, removed } = countChangedLines(diff);
  return added === file.additions && removed === file.deletions ? diff : null;
}

function parsePatch(file: ChangedFile, patch: string): FileDiff | null {
  try {
    return parseFilePatch(patch, metaOf(file));
  } catch (thrown) {
    if (thrown instanceof UsageError) return null;
    throw thrown;
  }
}

/** A symlink is, for git, a file with one line (its target) that has no newline at its end. */
export function mayBeSymlink(diff: FileDiff): boolean {
  const lines = diff.hunks.flatMap((hunk) => hunk.lines);
  const sides = [lines.filter((line) => line.oldLine), lines.filter((line) => line.newLine)];
  return (
    lines.length > 0 &&
    sides.every((side) => side.length <= 1 && side.every((line) => line.noNewlineAtEnd))
  );
}
