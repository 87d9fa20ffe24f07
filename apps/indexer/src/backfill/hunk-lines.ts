type Side = "LEFT" | "RIGHT";

interface HunkLine {
  number: number;
  text: string;
}

/** The lines of one side of a comment's hunk; none where GitHub's text is no hunk. */
export function linesOfHunk(hunk: string, side: Side): HunkLine[] {
  const lines = hunk.split("\n");
  const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(lines[0] ?? "");
  if (header === null) return [];
  // Its header counts the whole hunk, of which only the lines down to the comment are given.
  let oldLine = Number(header[1]);
  let newLine = Number(header[2]);
  const found: HunkLine[] = [];
  for (const line of lines.slice(1)) {
    const [kind] = line;
    const text = line.slice(1);
    if (kind === "\\") continue;
    if (side === "LEFT" && kind !== "+") found.push({ number: oldLine, text });
    if (side === "RIGHT" && kind !== "-") found.push({ number: newLine, text });
    if (kind !== "+") oldLine += 1;
    if (kind !== "-") newLine += 1;
  }
  return found;
}

/** Lines of a hunk that are kept. Those far above a comment are not what it is about. */
const mostLines = 200;

/** The hunk with at most its last 200 lines, and a header that counts from there on. */
export function shortHunk(hunk: string): string {
  const lines = hunk.split("\n");
  if (lines.length - 1 <= mostLines) return hunk;
  const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)/.exec(lines[0] ?? "");
  const kept = lines.slice(-mostLines);
  if (header === null) return kept.join("\n");
  const dropped = lines.slice(1, -mostLines);
  const count = (these: readonly string[], other: string) =>
    these.filter((line) => !line.startsWith(other) && !line.startsWith("\\")).length;
  const oldStart = Number(header[1]) + count(dropped, "+");
  const newStart = Number(header[2]) + count(dropped, "-");
  const ranges = `-${oldStart},${count(kept, "+")} +${newStart},${count(kept, "-")}`;
  return [`@@ ${ranges} @@${header[3] ?? ""}`, ...kept].join("\n");
}
