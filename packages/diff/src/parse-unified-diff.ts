import { invalidDiff } from "./invalid-diff.ts";
import { LineCursor } from "./line-cursor.ts";
import type { FileDiff, FileStatus, Hunk } from "./model.ts";
import { type FileHeader, parseFileHeader } from "./parse-file-header.ts";
import { parseHunks } from "./parse-hunks.ts";
import { unquotePath } from "./unquote-path.ts";

const SYMLINK_MODE = "120000";
const SUBMODULE_MODE = "160000";
/** Ids of the empty file in SHA-1 and SHA-256 repositories; git may print only their beginning. */
const EMPTY_BLOBS = [
  "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
  "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
];

/**
 * Files of a `git diff` output with the default `a/` and `b/` prefixes. Raises UsageError on
 * combined diffs and on anything truncated, edited or foreign; never gives a wrong line number.
 *
 * Our own parser, because none at hand is strict. Tried on five inputs: jsdiff 9 gives a file
 * without hunks for a combined diff, NaN as line number for a broken hunk header, and loses the
 * section; parse-git-diff 0.0.20, gitdiff-parser 0.3.1 and parse-diff 0.12.0 accept hunks that end
 * early and leave octal escapes in paths.
 */
export function parseUnifiedDiff(text: string): FileDiff[] {
  const cursor = new LineCursor(text);
  const files: FileDiff[] = [];
  while (cursor.peek() !== undefined) files.push(parseFile(cursor));
  return files;
}

function parseFile(cursor: LineCursor): FileDiff {
  const header = parseFileHeader(cursor);
  const isBinary = skipBinary(cursor);
  let hunks: Hunk[] = [];
  if (!isBinary && cursor.peek()?.startsWith("--- ")) {
    readContentPaths(cursor, header);
    hunks = parseHunks(cursor);
    if (hunks.length === 0) throw invalidDiff(cursor.lineNumber, "a hunk was expected");
  } else if (!isBinary) {
    requireNoContent(header);
  }
  // Two names without a word of a renaming are one all the same.
  if (header.kind === null && (header.from ?? header.to) !== header.to) header.kind = "renamed";
  const path = header.to ?? header.commonPath ?? header.from;
  if (path === null) {
    throw invalidDiff(
      header.lineNumber,
      "no path with the prefixes `a/` and `b/` can be read here",
    );
  }
  const mode = header.newMode ?? header.oldMode;
  return {
    path,
    previousPath: header.kind === "renamed" || header.kind === "copied" ? header.from : null,
    status: statusOf(header, isBinary || hunks.length > 0),
    isBinary,
    isSubmodule: mode === SUBMODULE_MODE,
    isSymlink: mode === SYMLINK_MODE,
    hunks,
  };
}

function statusOf(header: FileHeader, hasContent: boolean): FileStatus {
  if (header.kind) return header.kind;
  return hasContent ? "modified" : "mode_changed";
}

/** Reads `--- a/x` and `+++ b/x`; `/dev/null` stands for the side that does not exist. */
function readContentPaths(cursor: LineCursor, header: FileHeader): void {
  header.from = contentPath(cursor, "--- ", "a/") ?? header.from;
  header.to = contentPath(cursor, "+++ ", "b/") ?? header.to;
}

function contentPath(cursor: LineCursor, marker: string, prefix: string): string | null {
  const lineNumber = cursor.lineNumber;
  const line = cursor.next();
  if (!line?.startsWith(marker)) throw invalidDiff(lineNumber, `a \`${marker}\` line was expected`);
  const field = line.slice(marker.length);
  if (field === "/dev/null") return null;
  const path = unquotePath(field);
  if (!path?.startsWith(prefix)) {
    throw invalidDiff(lineNumber, `the path is badly quoted or lacks the prefix \`${prefix}\``);
  }
  return path.slice(prefix.length);
}

/** Moves behind git's two ways to say that a file is binary; false when it is text. */
function skipBinary(cursor: LineCursor): boolean {
  const line = cursor.peek() ?? "";
  if (/^Binary files .* differ$/s.test(line)) {
    cursor.next();
    return true;
  }
  if (line !== "GIT binary patch") return false;
  cursor.next();
  if (!/^(literal|delta) \d+$/.test(cursor.peek() ?? "")) {
    throw invalidDiff(cursor.lineNumber, "the binary patch has no content");
  }
  // Base85 lines have no spaces, so none of them can look like the next header.
  while (cursor.peek()?.startsWith("diff --") === false) cursor.next();
  return true;
}

/** A file without hunks is whole only when git had nothing to print; else the diff was cut off. */
function requireNoContent(header: FileHeader): void {
  const { blobs, kind, from, to, oldMode, newMode } = header;
  const isWhole = blobs
    ? (kind === "added" && isEmptyBlob(blobs.new)) || (kind === "deleted" && isEmptyBlob(blobs.old))
    : (from !== null && to !== null) || (kind === null && oldMode !== null && newMode !== null);
  if (!isWhole) throw invalidDiff(header.lineNumber, "the diff of this file ends after its header");
}

function isEmptyBlob(id: string): boolean {
  return EMPTY_BLOBS.some((empty) => id.startsWith(empty) || empty.startsWith(id));
}
