/** RIGHT is the new version of a file, LEFT the old one; GitHub's own words. */
export type Side = "LEFT" | "RIGHT";

export type FileStatus = "added" | "modified" | "deleted" | "renamed" | "copied" | "mode_changed";

export interface DiffLine {
  kind: "context" | "added" | "removed";
  /** Without the line ending; a carriage return before it is kept, so CRLF files stay visible. */
  text: string;
  /** 1-based; null where the line does not exist on that side. */
  oldLine: number | null;
  newLine: number | null;
  /** True on the last line of a side that has no newline at its end. */
  noNewlineAtEnd: boolean;
}

export interface Hunk {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
  /** What git prints after the second `@@`: usually the enclosing function. May be empty. */
  section: string;
  lines: DiffLine[];
}

/** One file of a change, as plain data. */
export interface FileDiff {
  /** The new path; for a deleted file the old one. Unquoted, `/` between folders. */
  path: string;
  /** The path before a rename or copy, else null. */
  previousPath: string | null;
  status: FileStatus;
  isBinary: boolean;
  isSubmodule: boolean;
  isSymlink: boolean;
  hunks: Hunk[];
}

/** Where a comment can stand: lines of one side, `startLine` <= `line`, both inside one hunk. */
export interface Position {
  side: Side;
  startLine: number;
  line: number;
}

export interface Anchor extends Position {
  match: "exact" | "whitespace" | "fuzzy";
  /** 1 for exact; for fuzzy the similarity, at least the bound. */
  score: number;
}
