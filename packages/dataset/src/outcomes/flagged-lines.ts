import { diffTexts, type Hunk, splitLines } from "@devflow/diff";

/** Lines that somebody commented on, in the version of the file where it was said. */
export interface FlaggedLines {
  startLine: number;
  /** The last one. */
  line: number;
  /** What was offered in their place; empty: to delete them. Null where nothing was. */
  suggestion: string | null;
}

/** `same`: they stand, perhaps moved or indented anew. `committed`: they are what was suggested. */
export type LinesNow = "same" | "changed" | "committed";

/** Below it, lines such as `}` are found anywhere: nothing is concluded from them. */
const tellingCharacters = 10;

interface Texts {
  before: readonly string[];
  after: readonly string[];
  hunks: readonly Hunk[];
}

/**
 * What became of commented lines in a later version of their file. White space does not count,
 * unless the suggestion is about nothing else. What counts is content: no message of a commit is
 * believed, so a suggestion that somebody typed in is committed, too.
 *
 * @param said the file where it was said
 * @param now the file later; null where it is gone, with its lines
 * @returns null where it cannot be told: the lines are not in the file, or it is too large to compare
 */
export function flaggedLinesNow(
  said: string,
  now: string | null,
  flagged: FlaggedLines,
): LinesNow | null {
  const { startLine, line, suggestion } = flagged;
  const lines = linesOf(said);
  if (startLine < 1 || line < startLine || line > lines.length) return null;
  const wanted = suggestion === null ? null : linesOf(suggestion);
  const own = lines.slice(startLine - 1, line);
  const isAboutSpace = wanted !== null && isEqual(own.map(bare), wanted.map(bare));
  const form = isAboutSpace ? trimEnd : bare;
  if (wanted !== null && isEqual(own.map(form), wanted.map(form))) return null;
  const texts = compare(lines.map(form), now === null ? [] : linesOf(now).map(form));
  if (texts === null) return null;
  if (stands(texts, flagged)) return "same";
  return wanted !== null && isCommitted(texts, flagged, wanted.map(form)) ? "committed" : "changed";
}

function linesOf(text: string): string[] {
  return splitLines(text).map((line) => line.text);
}

const bare = (text: string) => text.replace(/\s+/g, "");
const trimEnd = (text: string) => text.trimEnd();

function compare(before: readonly string[], after: readonly string[]): Texts | null {
  const join = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  const meta = { path: "file", previousPath: null, status: "modified" } as const;
  const outcome = diffTexts(join(before), join(after), meta);
  return outcome.ok ? { before, after, hunks: outcome.file.hunks } : null;
}

/** Every line of them that says something is kept, with nothing new between them; or all moved. */
function stands({ before, hunks }: Texts, { startLine, line }: FlaggedLines): boolean {
  const shown = hunks.flatMap(({ lines }) => lines);
  const isInside = (old: number | null) => old !== null && old >= startLine && old <= line;
  const written = shown.filter(({ text }) => text !== "");
  const isRemoved = written.some(({ kind, oldLine }) => kind === "removed" && isInside(oldLine));
  if (!isRemoved)
    return !written.some((each, at) => each.kind === "added" && isBetween(written, at, isInside));
  const own = before.slice(startLine - 1, line).filter((text) => text !== "");
  const added = written.filter(({ kind }) => kind === "added").map(({ text }) => text);
  return weightOf(own) >= tellingCharacters && indexOfRun(added, own) !== -1;
}

/** Whether the kept lines before and after an added one are both among the flagged ones. */
function isBetween(
  shown: readonly { kind: string; oldLine: number | null }[],
  at: number,
  isInside: (old: number | null) => boolean,
): boolean {
  const before = shown.slice(0, at).findLast(({ oldLine }) => oldLine !== null);
  const after = shown.slice(at).find(({ oldLine }) => oldLine !== null);
  return isInside(before?.oldLine ?? null) && isInside(after?.oldLine ?? null);
}

/** What stands now between the nearest lines that were kept on both sides is, or holds, what was wanted. */
function isCommitted(
  texts: Texts,
  { startLine, line }: FlaggedLines,
  wantedLines: readonly string[],
): boolean {
  const { before, after } = texts;
  let start = 0;
  for (let old = startLine - 1; old >= 1 && start === 0; old--) start = newLineOf(texts, old) ?? 0;
  let end = after.length + 1;
  for (let old = line + 1; old <= before.length; old++) {
    const kept = newLineOf(texts, old);
    if (kept === null) continue;
    end = kept;
    break;
  }
  const isWritten = (text: string) => text !== "";
  const region = after.slice(start, end - 1).filter(isWritten);
  const wanted = wantedLines.filter(isWritten);
  if (isEqual(region, wanted)) return true;
  return weightOf(wanted) >= tellingCharacters && indexOfRun(region, wanted) !== -1;
}

/** Where an old line stands now; null where it was removed. */
function newLineOf({ hunks }: Texts, oldLine: number): number | null {
  let shift = 0;
  for (const hunk of hunks) {
    if (oldLine < hunk.oldStart) break;
    const shown = hunk.lines.find((each) => each.oldLine === oldLine);
    if (shown !== undefined) return shown.newLine;
    shift += hunk.newLines - hunk.oldLines;
  }
  return oldLine + shift;
}

function indexOfRun(lines: readonly string[], run: readonly string[]): number {
  return lines.findIndex((_, at) => run.every((text, offset) => lines[at + offset] === text));
}

function weightOf(lines: readonly string[]): number {
  return lines.reduce((sum, text) => sum + text.trim().length, 0);
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, at) => text === b[at]);
}
