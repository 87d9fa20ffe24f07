import type { FileDiff, Side } from "@devflow/diff";
import type { Remark } from "../model.ts";
import type { FileTexts } from "../scope/file-texts.ts";
import { type SideLine, sideLines } from "./side-lines.ts";

/** The files of this head in which remarks are looked for, with their lines, each read once. */
export interface ChangeLines {
  /** Read by this review. */
  files: readonly FileDiff[];
  /** Part of the change, but not read: nothing is known about remarks there. */
  isUnseen(path: string): boolean;
  of(path: string, side: Side): readonly SideLine[];
  /** What has become of the file of a remark: the same path, or the one that it was renamed to. */
  home(remark: Pick<Remark, "path">): FileDiff | null;
}

/** Reads the lines of every file; large changes have some ten thousand. */
export async function readChangeLines(
  files: readonly FileDiff[],
  unseen: ReadonlySet<string>,
  texts: FileTexts,
): Promise<ChangeLines> {
  const lines = new Map<string, readonly SideLine[]>();
  for (const file of files) {
    const headText = await texts.head(file.path);
    lines.set(`RIGHT ${file.path}`, sideLines(file, "RIGHT", headText));
    lines.set(`LEFT ${file.path}`, sideLines(file, "LEFT", null));
  }
  return {
    files,
    isUnseen: (path) => unseen.has(path),
    of: (path, side) => lines.get(`${side} ${path}`) ?? [],
    home: ({ path }) =>
      files.find((file) => file.path === path) ??
      files.find((file) => file.previousPath === path && file.status === "renamed") ??
      null,
  };
}
