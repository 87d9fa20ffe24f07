import type { DraftedEdit, DraftedPatch } from "./model.ts";

/**
 * A unified diff of an answer as edits: what a hunk says was there is quoted, so that its line
 * numbers, which models get wrong, do not matter.
 *
 * @param path of the file, where the diff does not name one
 */
export function readDiffLines(
  lines: readonly string[],
  path: string | null,
): Pick<DraftedPatch, "edits" | "problems"> {
  const edits: DraftedEdit[] = [];
  const problems: string[] = [];
  let file = path;
  let before = path;
  let isNew = false;
  let hunk: string[] | null = null;
  const finish = () => {
    const edit = hunk === null || file === null ? null : editOf(file, hunk, isNew);
    if (edit !== null) edits.push(edit);
    hunk = null;
  };
  for (const [at, line] of lines.entries()) {
    if (/^diff --git |^index /.test(line)) finish();
    else if (/^--- /.test(line) && /^\+\+\+ /.test(lines[at + 1] ?? "")) {
      finish();
      before = nameOf(line);
      isNew = before === null;
    } else if (/^\+\+\+ /.test(line) && /^--- /.test(lines[at - 1] ?? "")) {
      const after = nameOf(line);
      const isSame = before === null || after === before;
      if (after === null) problems.push(`files are not deleted here: ${before}`);
      else if (!isSame) problems.push(`files are not renamed here: ${before} to ${after}`);
      // Hunks of what is not done are nobody's.
      file = after !== null && isSame ? after : null;
    } else if (/^@@/.test(line)) {
      finish();
      hunk = [];
    } else hunk?.push(line);
  }
  finish();
  return { edits, problems };
}

function nameOf(line: string): string | null {
  const name = line.slice(4).replace(/\t.*$/, "").trim();
  return name === "/dev/null" ? null : name.replace(/^[ab]\//, "");
}

function editOf(path: string, hunk: readonly string[], isNew: boolean): DraftedEdit | null {
  const lines = hunk.filter((line) => !line.startsWith("\\"));
  const side = (other: string) =>
    lines.filter((line) => !line.startsWith(other)).map((line) => line.slice(1));
  const [search, replace] = [side("+"), side("-")];
  if (isNew) return { kind: "whole_file", path, lines: replace };
  const isChange = lines.some((line) => /^[+-]/.test(line));
  return isChange ? { kind: "replace", path, readings: [{ search, replace }] } : null;
}
