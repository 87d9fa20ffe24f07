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
  const scope: Scope = {
    files: [],
    leftOut: change.unreadable.map((file) => ({ ...file, kind: "missed" })),
  };
  for (const file of change.files) {
    const { path } = file;
    const outOfScope =
      excludedBecause(path) ?? nothingToRead(file) ?? (await generatedBecause(file, texts));
    const tooLarge = tooLargeBecause(file, scope.files.length);
    if (outOfScope !== null) {
      scope.leftOut.push({ path, reason: outOfScope, kind: "out_of_scope" });
    } else if (tooLarge !== null) {
      scope.leftOut.push({ path, reason: tooLarge, kind: "missed" });
    } else {
      scope.files.push(file);
    }
  }
  return scope;
}

function nothingToRead(file: FileDiff): string | null {
  if (file.isSubmodule) return "submodule";
  if (file.isSymlink) return "symbolic link";
  if (file.isBinary) return "binary file";
  if (file.status === "deleted") return "deleted";
  const { added, removed } = countChangedLines(file);
  return added + removed === 0 ? "no changed lines" : null;
}

function tooLargeBecause(file: FileDiff, filesBefore: number): string | null {
  const { added, removed } = countChangedLines(file);
  if (added + removed > limits.changedLinesPerFile) {
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
