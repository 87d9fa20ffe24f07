/** A file as the editor has it now, saved or not. */
export interface EditedFile {
  /** From the repository's root, with forward slashes. */
  path: string;
  text: string;
  /** 1-based, both ends included; null for the whole file. */
  selection: { startLine: number; endLine: number } | null;
}

/** A change over several files that applies to the files as they were sent. */
export interface Patch {
  /** Unified diff with `a/` and `b/`, as `git apply` takes it. */
  diff: string;
  files: readonly { path: string; text: string; isNew: boolean }[];
}
