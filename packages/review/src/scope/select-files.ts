import { countChangedLines, type FileDiff } from "@devflow/diff";
import { limits } from "../limits.ts";
import type { Change, LeftOut, ReviewPolicy } from "../model.ts";
import { excludedPathReason } from "./excluded-path.ts";
import type { FileTexts } from "./file-texts.ts";
import { saysItIsGenerated } from "./generated-header.ts";

export interface Scope {
  files: FileDiff[];
  leftOut: LeftOut[];
}

/** Stage 1: which files of the change are read. Every other file is named with its reason. */
export async function selectFiles(
  change: Change,
  policy: ReviewPolicy,
  texts: FileTexts,
): Promise<Scope> {
  const excludedBecause = excludedPathReason(policy.ignorePaths);
  const scope: Scope = { files: [], leftOut: [...change.unreadable] };
  for (const file of change.files) {
    const reason =
      excludedBecause(file.path) ??
      unreviewableBecause(file, scope.files.length) ??
      (await generatedBecause(file, texts));
    if (reason === null) scope.files.push(file);
    else scope.leftOut.push({ path: file.path, reason });
  }
  return scope;
}

function unreviewableBecause(file: FileDiff, filesBefore: number): string | null {
  if (file.isSubmodule) return "submodule";
  if (file.isSymlink) return "symbolic link";
  if (file.isBinary) return "binary file";
  if (file.status === "deleted") return "deleted";
  const changedLines = countChangedLines(file);
  if (changedLines.added + changedLines.removed === 0) return "no changed lines";
  if (changedLines.added + changedLines.removed > limits.changedLinesPerFile) {
    return `more than ${limits.changedLinesPerFile} changed lines`;
  }
  if (hasOverlongLine(file)) return `a line longer than ${limits.lineCharacters} characters`;
  return filesBefore < limits.filesPerChange
    ? null
    : `more than ${limits.filesPerChange} files in the change`;
}

async function generatedBecause(file: FileDiff, texts: FileTexts): Promise<string | null> {
  const text = await texts.head(file.path);
  return text !== null && saysItIsGenerated(text) ? "generated" : null;
}

function hasOverlongLine(file: FileDiff): boolean {
  return file.hunks.some((hunk) =>
    hunk.lines.some((line) => line.kind === "added" && line.text.length > limits.lineCharacters),
  );
}
