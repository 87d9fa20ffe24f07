import picomatch from "picomatch";
import type { ReviewPolicy } from "../model.ts";
import { type BaseFile, type BaseFiles, foldersOf } from "./base-files.ts";
import { teamLimits } from "./team-limits.ts";

export interface ConventionsRequest {
  /** Patterns of guides, from the root or any folder of a changed file. */
  patterns: readonly string[];
  /** Paths that the change touches, before and after a rename. */
  changedPaths: readonly string[];
  /** All files of the base. */
  files: readonly BaseFile[];
}

/**
 * The team's guides at the base, for the root and for the folders of changed files: the root's
 * first, in the order of the patterns. One that the change itself edits has no say, and of two with
 * the same text (a CLAUDE.md beside its AGENTS.md) one is enough.
 */
export async function readConventions(
  request: ConventionsRequest,
  base: BaseFiles,
): Promise<ReviewPolicy["conventions"]> {
  const guides: { path: string; text: string }[] = [];
  let left: number = teamLimits.allGuidesCharacters;
  for (const { path } of guidesAmong(request).slice(0, teamLimits.guides)) {
    if (left <= 0) break;
    const text = (await base.read(path, teamLimits.guideBytes))?.trim() ?? "";
    if (text === "") continue;
    guides.push({ path, text: text.slice(0, Math.min(left, teamLimits.guideCharacters)) });
    left -= Math.min(text.length, teamLimits.guideCharacters);
  }
  return guides;
}

function guidesAmong({ patterns, changedPaths, files }: ConventionsRequest): BaseFile[] {
  const changed = new Set(changedPaths);
  const folders = new Set(["", ...changedPaths.flatMap(foldersOf)]);
  const finders = patterns.map((pattern) => folderFinder(pattern.replace(/^\.?\//, ""), folders));
  const ranked = files
    .filter(({ path }) => !changed.has(path))
    .flatMap((file) => {
      const found = finders.map((folderOf) => folderOf(file.path));
      const rank = found.findIndex((folder) => folder !== null);
      const depth = found[rank]?.split("/").filter(Boolean).length ?? 0;
      return rank === -1 ? [] : [{ file, rank, depth }];
    })
    .sort((a, b) => a.depth - b.depth || a.rank - b.rank || (a.file.path < b.file.path ? -1 : 1));
  const seen = new Set<string>();
  return ranked.flatMap(({ file }) => {
    const isNew = !seen.has(file.blobSha);
    seen.add(file.blobSha);
    return isNew ? [file] : [];
  });
}

/** Gives the folder that a guide is for when the end of its path matches; null for other files. */
function folderFinder(
  pattern: string,
  folders: ReadonlySet<string>,
): (path: string) => string | null {
  const segments = pattern.split("/").length;
  const matches = picomatch(pattern, { dot: true });
  return (path) => {
    const parts = path.split("/");
    const folder = parts.slice(0, -segments).join("/");
    const isGuide =
      parts.length >= segments && folders.has(folder) && matches(parts.slice(-segments).join("/"));
    return isGuide ? folder : null;
  };
}
