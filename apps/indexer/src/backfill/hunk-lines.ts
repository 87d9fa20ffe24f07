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
/** Lines below a comment that are kept: enough that it does not stand at the end of what is shown. */
const mostLinesBelow = 100;
/** Of git's diffs. */
const mostContext = 3;

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

/**
 * The hunk as it is kept: shortened above, and with the lines below the comment, which GitHub leaves
 * out. Whoever learns from hunks that all end with the commented line learns to comment on the last
 * one.
 *
 * @param said the new side of the file, as it was commented; null where it is not known
 */
export function keptHunk(hunk: string, said: string | null): string {
  const short = shortHunk(hunk);
  const below = said === null ? [] : linesBelow(hunk, said);
  return below.length === 0 ? short : recounted([...short.split("\n"), ...below]);
}

/**
 * The header says how many lines of both sides are missing, and the file what the new ones are. A
 * hunk ends with its context, at most three lines; what is missing of the new side before that was
 * added. Where more is missing of the old side, lines were removed that nobody knows: nothing is
 * said then, nor where the hunk is not of this file.
 */
function linesBelow(hunk: string, said: string): string[] {
  const lines = hunk.split("\n");
  const header = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(lines[0] ?? "");
  if (header === null) return [];
  const [, oldCount = "1", newStart = "1", newCount = "1"] = header;
  const shown = linesOfHunk(hunk, "RIGHT");
  const file = said.split(/\r?\n/);
  const isOfFile = shown.every(({ number, text }) => file[number - 1] === text.replace(/\r$/, ""));
  const missingOld = Number(oldCount) - linesOfHunk(hunk, "LEFT").length;
  const missingNew = Number(newCount) - shown.length;
  const isCertain = missingOld >= 0 && missingOld <= mostContext && missingNew >= missingOld;
  if (!isOfFile || !isCertain) return [];
  const next = Number(newStart) - 1 + shown.length;
  const added = missingNew - missingOld;
  return file
    .slice(next, next + Math.min(missingNew, mostLinesBelow))
    .map((text, at) => `${at < added ? "+" : " "}${text}`);
}

/** The header with the numbers of lines that are there. */
function recounted([header = "", ...lines]: readonly string[]): string {
  const count = (other: string) =>
    lines.filter((line) => !line.startsWith(other) && !line.startsWith("\\")).length;
  const counted = header.replace(
    /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/,
    (_, oldStart, newStart) => `@@ -${oldStart},${count("+")} +${newStart},${count("-")} @@`,
  );
  return [counted, ...lines].join("\n");
}
