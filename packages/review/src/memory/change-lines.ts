import type { FileDiff, Side } from "@devflow/diff";
import { instructionRuleIds } from "../draft/instructions/find-instructions.ts";
import type { FindingSource, Remark } from "../model.ts";
import type { FileTexts } from "../scope/file-texts.ts";
import { type SideLine, sideLines } from "./side-lines.ts";

/** The files of this head in which remarks are looked for, with their lines, each read once. */
export interface ChangeLines {
  /** Part of the change, but not read for such findings: nothing is known about remarks there. */
  isUnseen(remark: Pick<Remark, "path" | "source">): boolean;
  of(path: string, side: Side): readonly SideLine[];
  /** The indexes of the lines of that side with this hash. */
  at(path: string, side: Side, hash: string): readonly number[];
  /** Files with such a line where findings of this source were looked for: scans see more of them. */
  pathsWith(hash: string, side: Side, source: FindingSource): readonly string[];
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
  const paths = new Map<string, string[]>();
  for (const { path } of scanned) {
    for (const side of ["RIGHT", "LEFT"] as const) {
      const index = indexOf(lines.get(`${side} ${path}`) ?? []);
      indexes.set(`${side} ${path}`, index);
      for (const hash of index.keys()) append(paths, `${side} ${hash}`, path);
    }
  }
  const isRead = new Set(files.map(({ path }) => path));
  const isLookedAt = (path: string, source: FindingSource) => isRead.has(path) || isOfScan(source);
  const byPath = new Map(scanned.map((file) => [file.path, file]));
  const byFormerPath = new Map(
    scanned
      .filter(({ status }) => status === "renamed")
      .map((file) => [file.previousPath ?? "", file]),
  );
  const lookedAt = (file: FileDiff | undefined, source: FindingSource) =>
    file !== undefined && isLookedAt(file.path, source) ? file : null;
  return {
    isUnseen: ({ path, source }) =>
      isUnseen(path) && !(isOfScan(source) && byPath.has(path) && !isRead.has(path)),
    of: (path, side) => lines.get(`${side} ${path}`) ?? [],
    at: (path, side, hash) => indexes.get(`${side} ${path}`)?.get(hash) ?? [],
    pathsWith: (hash, side, source) =>
      (paths.get(`${side} ${hash}`) ?? []).filter((path) => isLookedAt(path, source)),
    home: ({ path, source }) =>
      lookedAt(byPath.get(path), source) ?? lookedAt(byFormerPath.get(path), source),
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
    append(indexes, hash, index);
  }
  return indexes;
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
