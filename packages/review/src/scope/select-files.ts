import { countChangedLines, type FileDiff } from "@devflow/diff";
import { type IsSecretFile, saysItIsGenerated } from "@devflow/syntax";
import pLimit from "p-limit";
import { hunkRisk } from "../context/hunk-risk.ts";
import { limits } from "../limits.ts";
import type { Change, LeftOut, ReviewPolicy } from "../model.ts";
import { excludedPathReason } from "./excluded-path.ts";
import type { FileTexts } from "./file-texts.ts";
import { isSecretChange, usualSecretFiles } from "./may-go-along.ts";

export interface Scope {
  files: FileDiff[];
  leftOut: LeftOut[];
  /** Of those left out, what is scanned for secrets all the same: a key in a bundle is a key. */
  onlyScanned: FileDiff[];
}

/**
 * Stage 1: which files of the change are read, riskiest first. Every other file is named with its
 * reason. What the diff alone can tell is settled before any file is read.
 */
export async function selectFiles(
  change: Change,
  policy: ReviewPolicy,
  texts: FileTexts,
  isSecretFile: IsSecretFile = usualSecretFiles,
): Promise<Scope> {
  const leftOut: LeftOut[] = change.unreadable.map((file) => ({ ...file, kind: "missed" }));
  const onlyScanned: FileDiff[] = [];
  const leaveOut = (file: FileDiff, reason: string, kind: LeftOut["kind"]) => {
    leftOut.push({ path: file.path, reason, kind });
    if (file.status !== "deleted" && !policy.forPath(file.path).isIgnored) onlyScanned.push(file);
  };

  const readable: FileDiff[] = [];
  for (const file of withoutOldHalves(change.files)) {
    const outOfScope =
      excludedPathReason(file.path, policy) ??
      nothingToRead(file) ??
      (isSecretChange(file, isSecretFile) ? "may hold secrets, only scanned for them" : null);
    const tooLarge = tooLargeBecause(file);
    if (outOfScope !== null) leaveOut(file, outOfScope, "out_of_scope");
    else if (tooLarge !== null) leaveOut(file, tooLarge, "missed");
    else readable.push(file);
  }
  readable.sort((a, b) => fileRisk(b) - fileRisk(a));
  for (const file of readable.slice(limits.filesPerChange)) {
    leaveOut(file, `more than ${limits.filesPerChange} files in the change`, "missed");
  }
  const files: FileDiff[] = [];
  for (const { file, isGenerated, wasGenerated } of await askWhetherGenerated(readable, texts)) {
    if (!isGenerated) files.push(file);
    else if (wasGenerated) leaveOut(file, "generated", "out_of_scope");
    else leaveOut(file, "says for the first time that it is generated", "missed");
  }
  return { files, leftOut, onlyScanned };
}

/**
 * Where a file became a link, or the reverse, git shows a deletion and an addition of the same
 * path. What the path is now counts; without the other half it is not named twice.
 */
function withoutOldHalves(files: readonly FileDiff[]): FileDiff[] {
  const kept = new Set(files.filter(({ status }) => status !== "deleted").map(({ path }) => path));
  return files.filter(({ status, path }) => status !== "deleted" || !kept.has(path));
}

/**
 * Reads the files side by side: later stages find their texts in the cache. A change can write the
 * header itself, so only a file that had it before counts as nothing to read.
 */
async function askWhetherGenerated(readable: readonly FileDiff[], texts: FileTexts) {
  const limit = pLimit(limits.readsAtOnce);
  const kept = readable.slice(0, limits.filesPerChange);
  return limit.map(kept, async (file) => {
    const isGenerated = saysSo(await texts.head(file.path));
    const hasBase = isGenerated && file.status !== "added";
    const wasGenerated = hasBase && saysSo(await texts.base(file.previousPath ?? file.path));
    return { file, isGenerated, wasGenerated };
  });
}

function saysSo(text: string | null): boolean {
  return text !== null && saysItIsGenerated(text);
}

function fileRisk(file: FileDiff): number {
  return Math.max(0, ...file.hunks.map((hunk) => hunkRisk(file, hunk)));
}

function nothingToRead(file: FileDiff): string | null {
  if (file.isSubmodule) return "submodule";
  if (file.isSymlink) return "symbolic link";
  if (file.isBinary) return "binary file";
  if (file.status === "deleted") return "deleted";
  const { added, removed } = countChangedLines(file);
  return added + removed === 0 ? "no changed lines" : null;
}

function tooLargeBecause(file: FileDiff): string | null {
  const { added, removed } = countChangedLines(file);
  if (added + removed > limits.changedLinesPerFile) {
    return `more than ${limits.changedLinesPerFile} changed lines`;
  }
  return isMostlyOverlong(file)
    ? `mostly lines longer than ${limits.lineCharacters} characters`
    : null;
}

/** Minified code and data have their text in overlong lines; one such line in a file is only cut. */
function isMostlyOverlong({ hunks }: FileDiff): boolean {
  const added = hunks.flatMap(({ lines }) => lines.filter(({ kind }) => kind === "added"));
  const overlong = added.filter(({ text }) => text.length > limits.lineCharacters);
  return overlong.length * 2 > added.length;
}
