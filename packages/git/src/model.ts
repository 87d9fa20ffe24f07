import type { FileDiff } from "@devflow/diff";

/** The files as they are on disk: staged, unstaged and untracked ones, without ignored ones. */
export const WORKTREE = "worktree";

/** Anything git can resolve to a commit, or {@link WORKTREE}. */
export type Revision = string;

/** What a file of a tree is, before its content is read. */
export interface TreeEntry {
  path: string;
  /** Git's blob id: same id, same bytes. */
  blobSha: string;
  sizeBytes: number;
}

/** A commit and the files that it changed. */
export interface PastCommit {
  sha: string;
  paths: string[];
}

/** A source tree as an index reads it. Symlinks and submodules are left out. */
export interface SourceTree {
  /** For a worktree that differs from its commit: the commit, `+`, and a digest of the files. */
  commitSha: string;
  entries(): AsyncIterable<TreeEntry>;
  /** Contents of the asked blobs; one that is gone or beyond the size limit is left out. */
  readBlobs(blobShas: readonly string[]): AsyncIterable<{ blobSha: string; content: Buffer }>;
  /**
   * What the last 1,000 commits up to this tree changed, newest first, without merges, commits of one
   * file and bulk edits; of those only the ones after `since` when that is an ancestor
   * (`isContinued`). A shallow clone has few.
   */
  history?(since: string | null): Promise<{ commits: PastCommit[]; isContinued: boolean }>;
  /** What differs from another commit; null when that one is not here. Missing for a worktree. */
  changesSince?(formerSha: string): Promise<TreeChanges | null>;
}

/** What has to be done to a tree to make another one of it. */
export interface TreeChanges {
  /** Files that are new or have other bytes. */
  changed: TreeEntry[];
  /** Paths that are no file any more. */
  removed: string[];
}

/** A change as plain data, from a local checkout. */
export interface LocalChange {
  /** The merge base that was diffed against; the empty tree's id for a root commit. */
  baseSha: string;
  /** A commit, or `worktree`. */
  headSha: string;
  files: FileDiff[];
  /** Files whose diff could not be had, with the reason. */
  unreadable: { path: string; reason: string }[];
  /** Subject of the head commit. */
  title: string;
  /** Body of the head commit, and the subjects of the others when there are several. */
  description: string;
}

/** A commit of a branch's own line: what was merged into it counts with the merge. */
export interface MainlineCommit {
  sha: string;
  /** The first is the branch before; a merge has the merged head as the second. */
  parents: string[];
  author: string;
  landedAt: Date;
  subject: string;
  body: string;
  /** Of the files by which it differs from its first parent; of a renamed file both. */
  paths: string[];
}

export interface MainlineRange {
  /** Only commits that landed since; default: all, up to `most`. */
  since?: Date;
  /** At most so many, the newest; never more than 20,000. */
  most?: number;
  signal?: AbortSignal;
}

/**
 * A checkout on this machine. Raises UsageError for what a person can put right, ExternalError
 * (service `git`) when git itself fails or takes too long. Close it when done.
 */
export interface LocalRepository extends AsyncDisposable {
  /** Absolute path of the checkout. */
  readonly root: string;
  /** `owner/name` of the remote `origin`, else the folder's name. */
  readonly name: string;
  /** URLs of its remotes, each once: that of `origin` first, then of `upstream`. */
  remoteUrls(): Promise<string[]>;
  /** The full id of a commit. */
  resolve(revision: Revision): Promise<string>;
  /**
   * What to compare `head` with when nobody says: the merge base with the default branch, or the
   * last commit's parent when there is nothing ahead (for a root commit the empty tree; for the
   * worktree the last commit itself).
   */
  defaultBase(head: Revision): Promise<string>;
  /** What GitHub would show: the diff from the merge base of `base` and `head` to `head`. */
  readChange(base: Revision, head: Revision): Promise<LocalChange>;
  /** The diff of two commits as they are, without looking for a merge base. */
  diff(before: Revision, after: Revision): Promise<Pick<LocalChange, "files" | "unreadable">>;
  /** The commits of the line of first parents up to `tip`, newest first. */
  mainline(tip: Revision, range?: MainlineRange): Promise<MainlineCommit[]>;
  /** The tip of the default branch; HEAD where nothing says which branch that is. */
  defaultTip(): Promise<string>;
  /** Null for a file that is missing, a folder, a symlink, a submodule or larger than `maxBytes`. */
  readFile(revision: Revision, path: string, maxBytes: number): Promise<Buffer | null>;
  tree(revision: Revision): Promise<SourceTree>;
  close(): Promise<void>;
}
