import type { FileDiff } from "@devflow/diff";

/** A line of the reviewed head that is still there, by its number then and now. */
export interface FollowedLine {
  headPath: string;
  headLine: number;
  line: number;
}

/** Lines of one file that a diff took away, or between which it put code. */
export interface Touched {
  line: FollowedLine;
  /** What became of it: gone, or code was put between it and its neighbour. */
  how: "removed" | "parted";
}

/** Followed lines by the path at which they are now, sorted by line. */
export type FollowedFiles = Map<string, FollowedLine[]>;

/**
 * Moves followed lines through a diff, in place, and says which of them it touched. What is not in
 * the diff stays where it is; a removed line is followed no longer. Equal lines count as git pairs them.
 */
export function followLines(files: FollowedFiles, diff: readonly FileDiff[]): Touched[] {
  const touched: Touched[] = [];
  const moved: [string, FollowedLine[]][] = [];
  for (const file of diff) {
    const from = file.previousPath ?? file.path;
    const lines = files.get(from);
    // A copy leaves its source where it is.
    if (lines === undefined || file.status === "copied") continue;
    files.delete(from);
    const left = file.isBinary ? [] : throughHunks(lines, file, touched);
    if (left.length > 0) moved.push([file.path, left]);
  }
  // After all, as two files may have swapped their names.
  for (const [path, lines] of moved) files.set(path, lines);
  return touched;
}

function throughHunks(
  lines: readonly FollowedLine[],
  { hunks }: FileDiff,
  touched: Touched[],
): FollowedLine[] {
  const left: FollowedLine[] = [];
  const byLine = new Map(lines.map((line) => [line.line, line]));
  let next = 0;
  let shift = 0;
  const keepUntil = (end: number) => {
    for (; next < lines.length; next++) {
      const line = lines[next];
      if (line === undefined || line.line >= end) return;
      left.push({ ...line, line: line.line + shift });
    }
  };
  for (const hunk of hunks) {
    // An empty old range names the line before it.
    const start = hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart;
    keepUntil(start);
    touched.push(...touchedBy(hunk.lines, byLine, start));
    const kept = new Map(
      hunk.lines.flatMap(({ oldLine, newLine }) =>
        oldLine !== null && newLine !== null ? [[oldLine, newLine] as const] : [],
      ),
    );
    for (; next < lines.length; next++) {
      const line = lines[next];
      if (line === undefined || line.line >= start + hunk.oldLines) break;
      const now = kept.get(line.line);
      if (now !== undefined) left.push({ ...line, line: now });
    }
    shift += hunk.newLines - hunk.oldLines;
  }
  keepUntil(Number.POSITIVE_INFINITY);
  return left;
}

/** Removed lines, and pairs of neighbours between which lines were put without removing any. */
function touchedBy(
  lines: FileDiff["hunks"][number]["lines"],
  followed: ReadonlyMap<number, FollowedLine>,
  start: number,
): Touched[] {
  const touched: Touched[] = [];
  let [before, removed, added] = [start - 1, 0, 0];
  const endOfRun = () => {
    const [one, other] = [followed.get(before), followed.get(before + 1)];
    if (added > 0 && removed === 0 && one !== undefined && other !== undefined) {
      touched.push({ line: one, how: "parted" }, { line: other, how: "parted" });
    }
    [removed, added] = [0, 0];
  };
  for (const { kind, oldLine } of lines) {
    if (kind === "added") added += 1;
    else if (kind === "removed") {
      removed += 1;
      const line = oldLine === null ? undefined : followed.get(oldLine);
      if (line !== undefined) touched.push({ line, how: "removed" });
    } else {
      endOfRun();
      before = oldLine ?? before;
    }
  }
  endOfRun();
  return touched;
}
