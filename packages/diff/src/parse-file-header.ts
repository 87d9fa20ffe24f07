import { invalidDiff } from "./invalid-diff.ts";
import type { LineCursor } from "./line-cursor.ts";
import { readQuotedPath, unquotePath } from "./unquote-path.ts";

/** What stands between `diff --git` and the content. Paths are null where git did not print them. */
export interface FileHeader {
  /** From the `diff --git` line; the only source for mode changes, binary and empty files. */
  commonPath: string | null;
  from: string | null;
  to: string | null;
  kind: "added" | "deleted" | "renamed" | "copied" | null;
  oldMode: string | null;
  newMode: string | null;
  /** The two blob ids of the `index` line, as abbreviated as git printed them. */
  blobs: { old: string; new: string } | null;
  lineNumber: number;
}

const INDEX = /^([0-9a-f]{4,64})\.\.([0-9a-f]{4,64})(?: (\d{6}))?$/;

/** Reads the `diff --git` line and git's extended header lines. Raises UsageError on anything odd. */
export function parseFileHeader(cursor: LineCursor): FileHeader {
  const lineNumber = cursor.lineNumber;
  const first = cursor.next() ?? "";
  if (/^diff --(cc|combined) /.test(first)) {
    throw invalidDiff(lineNumber, "combined diffs of merges cannot be reviewed");
  }
  if (!first.startsWith("diff --git ")) {
    throw invalidDiff(lineNumber, "a `diff --git` line was expected");
  }
  const header: FileHeader = {
    commonPath: commonPath(first.slice("diff --git ".length)),
    from: null,
    to: null,
    kind: null,
    oldMode: null,
    newMode: null,
    blobs: null,
    lineNumber,
  };
  while (readExtended(cursor.peek() ?? "", header, cursor.lineNumber)) cursor.next();
  return header;
}

/** Takes one extended header line in; false when it is none. */
function readExtended(line: string, header: FileHeader, lineNumber: number): boolean {
  const match =
    /^(old mode|new mode|deleted file mode|new file mode|copy from|copy to|rename from|rename to|similarity index|dissimilarity index|index) (.+)$/s.exec(
      line,
    );
  if (!match) return false;
  const [, key = "", value = ""] = match;
  if (key.endsWith("mode") && !/^\d{6}$/.test(value)) {
    throw invalidDiff(lineNumber, "a file mode has six digits");
  }
  switch (key) {
    case "old mode":
      header.oldMode = value;
      break;
    case "new mode":
      header.newMode = value;
      break;
    case "deleted file mode":
      header.kind = "deleted";
      header.oldMode = value;
      break;
    case "new file mode":
      header.kind = "added";
      header.newMode = value;
      break;
    case "copy from":
    case "rename from":
      header.from = pathField(value, lineNumber);
      header.kind = key === "copy from" ? "copied" : "renamed";
      break;
    case "copy to":
    case "rename to":
      header.to = pathField(value, lineNumber);
      break;
    case "index":
      readIndex(value, header, lineNumber);
      break;
  }
  return true;
}

function readIndex(value: string, header: FileHeader, lineNumber: number): void {
  const match = INDEX.exec(value);
  if (!match?.[1] || !match[2]) throw invalidDiff(lineNumber, "this `index` line is broken");
  header.blobs = { old: match[1], new: match[2] };
  if (match[3]) {
    header.oldMode ??= match[3];
    header.newMode ??= match[3];
  }
}

function pathField(value: string, lineNumber: number): string {
  const path = unquotePath(value);
  if (path === null) throw invalidDiff(lineNumber, "the path is not valid UTF-8 or badly quoted");
  return path;
}

/**
 * `a/PATH b/PATH` where both paths are the same, else null: then the header is ambiguous, and git
 * always prints the paths again on lines of their own.
 */
function commonPath(fields: string): string | null {
  const quoted = readQuotedPath(fields);
  if (quoted) {
    const second = readQuotedPath(fields.slice(quoted.length + 1));
    return second ? samePath(quoted.path, second.path) : null;
  }
  const middle = (fields.length - 1) / 2;
  if (!Number.isInteger(middle) || fields[middle] !== " ") return null;
  return samePath(fields.slice(0, middle), fields.slice(middle + 1));
}

function samePath(oldField: string, newField: string): string | null {
  const isPrefixed = oldField.startsWith("a/") && newField.startsWith("b/");
  return isPrefixed && oldField.slice(2) === newField.slice(2) ? newField.slice(2) : null;
}
