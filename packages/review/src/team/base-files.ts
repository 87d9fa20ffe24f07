/** The repository as it is at the base: what a change cannot write to. */
export interface BaseFiles {
  /** Files below a folder (empty: the root), with paths from the root. */
  list(folder: string): Promise<BaseListing>;
  /** Null when the file is missing, no regular file, larger than `maxBytes` or not UTF-8. */
  read(path: string, maxBytes: number): Promise<string | null>;
}

export interface BaseListing {
  files: readonly BaseFile[];
  /** False when the host left some out. */
  isComplete: boolean;
}

export interface BaseFile {
  path: string;
  /** Same id, same bytes. */
  blobSha: string;
  sizeBytes: number;
}

/** The folders that a path is in, the innermost first; the root (empty) last. */
export function foldersOf(path: string): string[] {
  const end = path.lastIndexOf("/");
  if (end === -1) return [""];
  const folder = path.slice(0, end);
  return [folder, ...foldersOf(folder)];
}
