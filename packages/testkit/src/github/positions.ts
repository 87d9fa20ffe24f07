import type { DiffSide } from "./model.ts";

/** One line of a patch and the places where it can be addressed. */
interface PatchLine {
  hunk: number;
  /** Lines below the first `@@`, which is 0: the API's old `position`. */
  position: number;
  oldLine: number | null;
  newLine: number | null;
  text: string;
}

export interface Place {
  hunk: number;
  position: number;
  /** The hunk from its header down to the line: what GitHub shows above a comment. */
  diffHunk: string;
}

const hunkHeader = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

function parsePatch(patch: string): PatchLine[] {
  const lines: PatchLine[] = [];
  let hunk = -1;
  let oldNext = 0;
  let newNext = 0;
  patch.split("\n").forEach((text, position) => {
    const header = hunkHeader.exec(text);
    if (header !== null) {
      hunk += 1;
      oldNext = Number(header[1]);
      newNext = Number(header[2]);
      lines.push({ hunk, position, oldLine: null, newLine: null, text });
      return;
    }
    const kind = text[0];
    const oldLine = kind === " " || kind === "-" ? oldNext++ : null;
    const newLine = kind === " " || kind === "+" ? newNext++ : null;
    lines.push({ hunk, position, oldLine, newLine, text });
  });
  return lines;
}

function placeOf(lines: PatchLine[], line: PatchLine): Place {
  const shown = lines.filter((each) => each.hunk === line.hunk && each.position <= line.position);
  const diffHunk = shown.map((each) => each.text).join("\n");
  return { hunk: line.hunk, position: line.position, diffHunk };
}

/**
 * Where a line of one side stands in a patch, or null when GitHub would refuse a comment on it.
 * Context lines can be addressed on both sides, as in the split view.
 */
export function findPlace(patch: string, side: DiffSide, line: number): Place | null {
  const lines = parsePatch(patch);
  const found = lines.find((each) => (side === "LEFT" ? each.oldLine : each.newLine) === line);
  return found === undefined ? null : placeOf(lines, found);
}

/** The line that the old `position` means, new side first. */
export function findPosition(
  patch: string,
  position: number,
): { side: DiffSide; line: number; place: Place } | null {
  const lines = parsePatch(patch);
  const found = lines.find((each) => each.position === position);
  if (found === undefined) return null;
  const place = placeOf(lines, found);
  if (found.newLine !== null) return { side: "RIGHT", line: found.newLine, place };
  if (found.oldLine !== null) return { side: "LEFT", line: found.oldLine, place };
  return null;
}

/** The number a line of the old text has in the new one; null when the line was changed away. */
export function mapLine(patch: string | null, line: number): number | null {
  if (patch === null) return line;
  const lines = parsePatch(patch);
  const inside = lines.find((each) => each.oldLine === line);
  if (inside !== undefined) return inside.newLine;
  const before = lines.filter((each) => each.oldLine === null || each.oldLine < line);
  const headers = lines.filter((each) => hunkHeader.test(each.text));
  const started = headers.filter((each) => Number(hunkHeader.exec(each.text)?.[1]) < line);
  const earlier = before.filter((each) => each.hunk < started.length);
  const added = earlier.filter((each) => each.oldLine === null && each.newLine !== null).length;
  const removed = earlier.filter((each) => each.oldLine !== null && each.newLine === null).length;
  return line + added - removed;
}
