import type { FileDiff } from "@devflow/diff";
import type { ChunkKind } from "@devflow/syntax";

/** What a file of a tree is, before its content is read. */
export interface TreeEntry {
  path: string;
  /** Git's blob id: same id, same bytes. */
  blobSha: string;
  sizeBytes: number;
}

/** A source tree to index. Implemented by packages/git over a checkout or a mirror. */
export interface SourceTree {
  commitSha: string;
  entries(): AsyncIterable<TreeEntry>;
  /** Contents of the asked blobs in any order; a blob that cannot be read is left out. */
  readBlobs(blobShas: readonly string[]): AsyncIterable<{ blobSha: string; content: Buffer }>;
}

export interface IndexReport {
  commitSha: string;
  files: number;
  /** Blobs that had to be parsed this time: 0 on an unchanged tree. */
  blobsParsed: number;
  chunks: number;
  skipped: { path: string; reason: string }[];
  durationMs: number;
}

export interface IndexProgress {
  done: number;
  total: number;
}

export interface SearchHit {
  path: string;
  startLine: number;
  endLine: number;
  kind: ChunkKind;
  symbol: string | null;
  score: number;
  /** Why it is here, in words: `definition of parseDiff`, `full text: parse, hunk`. */
  reasons: string[];
  text: string;
}

export type ContextKind = "definition" | "caller" | "test" | "similar";

/** One piece of code shown to the expert beside a hunk. */
export interface ContextItem {
  kind: ContextKind;
  path: string;
  startLine: number;
  endLine: number;
  symbol: string | null;
  reason: string;
  text: string;
}

export interface ContextRequest {
  file: FileDiff;
  /** Index of the hunk in `file.hunks`. */
  hunkIndex: number;
  /** The file at head, when it could be read: symbols are taken from its syntax tree. */
  headText: string | null;
  /** Upper bound for the sum of `text` lengths. */
  maxCharacters: number;
}

/** The index of one repository. Never sees another repository's rows. */
export interface CodeIndex {
  /**
   * Brings the index to the tree's commit. Parses only blobs never seen in this repository.
   * All or nothing for readers: until it ends, searches see the former state.
   */
  update(
    tree: SourceTree,
    options?: { onProgress?: (progress: IndexProgress) => void; signal?: AbortSignal },
  ): Promise<IndexReport>;
  search(query: string, options: { limit: number }): Promise<SearchHit[]>;
  contextForHunk(request: ContextRequest): Promise<ContextItem[]>;
  status(): Promise<{
    commitSha: string | null;
    files: number;
    chunks: number;
    updatedAt: Date | null;
    /** Of the update that runs now, null when none does. */
    progress: IndexProgress | null;
    /** Why the last update failed, null when it ended well. */
    lastError: string | null;
  }>;
}
