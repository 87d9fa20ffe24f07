import { inFoldersOf } from "./folder-config.ts";
import type {
  FolderConfig,
  ParsedRepositoryConfig,
  PathInstructions,
  RepositoryConfig,
} from "./repository-config.ts";
import { toConfig } from "./to-config.ts";
import type { WrittenKeys } from "./written-keys.ts";

/** What holds in one folder: the root's configuration under that of every folder on the way. */
export interface FolderSettings {
  /** The folder that has the nearest file of its own; empty for the root. */
  folder: string;
  /** With the nearest definition of every key that a folder may replace. */
  config: RepositoryConfig;
  /** What is added up rather than replaced; the root first. */
  levels: readonly SettingsLevel[];
}

export interface SettingsLevel {
  /** Paths and patterns of this level start here; empty for the root. */
  folder: string;
  instructions: string;
  pathInstructions: readonly PathInstructions[];
  ignorePaths: readonly string[];
}

/** The folders with a file of their own that a path is in, the outermost first. */
export function foldersAbove(
  { folders }: Pick<ParsedRepositoryConfig, "folders">,
  path: string,
): FolderConfig[] {
  return folders
    .filter(({ folder }) => path.startsWith(`${folder}/`))
    .sort((a, b) => a.folder.length - b.folder.length);
}

/** The keys of root and folders over each other, the nearest last, without those that add up. */
export function nearestKeys(
  root: WrittenKeys,
  folders: readonly Pick<FolderConfig, "written">[],
): WrittenKeys {
  const replacing = folders.flatMap(({ written }) =>
    [...written].filter(([, { path }]) => inFoldersOf(path) === "replaces"),
  );
  return new Map([...root, ...replacing]);
}

/** What holds for a path. The same for all paths with the same `foldersAbove`. */
export function folderSettings(parsed: ParsedRepositoryConfig, path: string): FolderSettings {
  const above = foldersAbove(parsed, path);
  return {
    folder: above.at(-1)?.folder ?? "",
    config: above.length === 0 ? parsed.config : toConfig(nearestKeys(parsed.written, above)),
    levels: [
      levelOf("", parsed.config),
      ...above.map(({ folder, written }) => levelOf(folder, toConfig(written))),
    ],
  };
}

function levelOf(folder: string, { review }: RepositoryConfig): SettingsLevel {
  const { instructions, pathInstructions, ignorePaths } = review;
  return { folder, instructions, pathInstructions, ignorePaths };
}
