import type { FileDiff, Side } from "@devflow/diff";
import { instructionRuleIds } from "../draft/instructions/find-instructions.ts";
import type { FindingSource, Remark } from "../model.ts";
import type { FileTexts } from "../scope/file-texts.ts";
import { type SideLine, sideLines } from "./side-lines.ts";

/** The files of this head in which remarks are looked for, with their lines, each read once. */
export interface ChangeLines {
  /** Where findings of this source were looked for: scans see files that nobody else reads. */
  filesOf(source: FindingSource): readonly FileDiff[];
  /** Part of the change, but not read for such findings: nothing is known about remarks there. */
  isUnseen(remark: Pick<Remark, "path" | "source">): boolean;
  of(path: string, side: Side): readonly SideLine[];
  /** The indexes of the lines of that side with this hash. */
  at(path: string, side: Side, hash: string): readonly number[];
  /** What has become of the file of a remark: the same path, or the one that it was renamed to. */
  home(remark: Pick<Remark, "path" | "source">): FileDiff | null;
}

export interface FilesWithRemarks {
  /** Read by this review. */
  files: readonly FileDiff[];
  /** Only scanned for credentials and instructions; those that somebody said something about. */
  onlyScanned?: readonly FileDiff[];
  isUnseen(path: string): boolean;
}

/** Reads the lines of every file; large changes have some ten thousand. */
export async function readChangeLines(
  { files, onlyScanned = [], isUnseen }: FilesWithRemarks,
  texts: FileTexts,
): Promise<ChangeLines> {
  const lines = new Map<string, readonly SideLine[]>();
  const indexes = new Map<string, Map<string, number[]>>();
  const scanned = [...files, ...onlyScanned];
  for (const file of scanned) {
    const headText = await texts.head(file.path);
    lines.set(`RIGHT ${file.path}`, sideLines(file, "RIGHT", headText));
    lines.set(`LEFT ${file.path}`, sideLines(file, "LEFT", null));
  }
  for (const [key, each] of lines) indexes.set(key, indexOf(each));
  const filesOf = (source: FindingSource) => (isOfScan(source) ? scanned : files);
  const isScanned = new Set(onlyScanned.map(({ path }) => path));
  return {
    filesOf,
    isUnseen: ({ path, source }) => isUnseen(path) && !(isOfScan(source) && isScanned.has(path)),
    of: (path, side) => lines.get(`${side} ${path}`) ?? [],
    at: (path, side, hash) => indexes.get(`${side} ${path}`)?.get(hash) ?? [],
    home: ({ path, source }) =>
      filesOf(source).find((file) => file.path === path) ??
      filesOf(source).find((file) => file.previousPath === path && file.status === "renamed") ??
      null,
  };
}

const ofInstructions: ReadonlySet<string> = new Set(instructionRuleIds.map((id) => `rule:${id}`));

/** Of the scans, which read also what is out of scope for everybody else. */
export function isOfScan(source: FindingSource): boolean {
  return source.startsWith("secret:") || ofInstructions.has(source);
}

function indexOf(lines: readonly SideLine[]): Map<string, number[]> {
  const indexes = new Map<string, number[]>();
  for (const [index, { hash }] of lines.entries()) {
    const same = indexes.get(hash);
    if (same === undefined) indexes.set(hash, [index]);
    else same.push(index);
  }
  return indexes;
}
