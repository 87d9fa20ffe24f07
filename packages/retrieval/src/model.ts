import type { FileDiff } from "@devflow/diff";
import type { SourceTree, TreeEntry } from "@devflow/git";
import type { ChunkKind } from "@devflow/syntax";

/** What is indexed: packages/git reads it from a checkout or a mirror. */
export type { SourceTree, TreeEntry };

export interface IndexReport {
  commitSha: string;
  files: number;
  /** Blobs that had to be parsed this time: 0 on an unchanged tree. */
  blobsParsed: number;
  chunks: number;
  /** Of the files that were looked at: all, or those that changed since the commit of before. */
  skipped: { path: string; reason: string }[];
  durationMs: number;
}

export interface IndexProgress {
  done: number;
  total: number;
}

/** How a score came about: what rules added to the fused score, times their factors, in order. */
export interface ScoreParts {
  /** Place in the list of full text, from 1, and its BM25 score; null when it is not in that list. */
  fullText: { rank: number; score: number } | null;
  /** Place among the nearest vectors, from 1, and the cosine; null when it is not among them. */
  vector: { rank: number; similarity: number } | null;
  /** What the two lists give together, by places and scores: 1 for the first of both. */
  fused: number;
  rules: { rule: string; added: number; factor: number }[];
}

export interface SearchHit {
  repositoryId: number;
  /** `owner/name`, or the name of a folder on this machine. */
  repository: string;
  /** The commit that the hit reflects. */
  commitSha: string;
  path: string;
  startLine: number;
  endLine: number;
  kind: ChunkKind;
  symbol: string | null;
  score: number;
  parts: ScoreParts;
  /** Why it is here, in words: `definition of parseDiff`, `full text: parse, hunk`. */
  reasons: string[];
  text: string;
}

/**
 * `duplicate` is nearly the code that the change edits, and was not edited too; `review` a comment
 * that was made on similar code before; `convention` what the repository's guides say.
 */
export type ContextKind =
  | "definition"
  | "caller"
  | "test"
  | "duplicate"
  | "similar"
  | "review"
  | "convention";

/** One piece of text shown to the expert beside a hunk. */
export interface ContextItem {
  kind: ContextKind;
  path: string;
  startLine: number;
  endLine: number;
  symbol: string | null;
  /** Why it is here, in words: `defines parseDiff, imported`. */
  reason: string;
  /** What it costs a prompt with its heading, at most. */
  tokens: number;
  text: string;
}

export interface ContextRequest {
  file: FileDiff;
  /** Indexes in `file.hunks`: the hunks that stand in one prompt share their context. */
  hunkIndexes: readonly number[];
  /** The file at head, when it could be read: symbols are taken from its syntax tree. */
  headText: string | null;
  /** All files of the change, when they are known: what their hunks show is left out as well. */
  changedFiles?: readonly FileDiff[];
  /** Upper bound for the sum of the items' `tokens`. */
  maxTokens: number;
}

/** Names that one file defines. */
export interface UsesRequest {
  path: string;
  names: readonly string[];
}

/** A place in another file that uses one of them, at the indexed commit. */
export interface NameUse {
  name: string;
  path: string;
  line: number;
  /** Name of the definition around it, null at the top of the file. */
  enclosing: string | null;
}

/**
 * `interrupted`: an update began and is not heard of any more; the next one goes on where it
 * stopped. `failed`: the last update failed; searches reflect the one before, if there was one.
 */
export type IndexStateName = "not_indexed" | "indexing" | "ready" | "failed" | "interrupted";

export interface IndexedLanguage {
  language: string;
  files: number;
  lines: number;
}

/** What there is to say about one repository's index. */
export interface RepositoryIndexStatus {
  repositoryId: number;
  /** `owner/name`, or a folder's name. */
  name: string;
  /** Of a folder on this machine, else null. */
  localPath: string | null;
  state: IndexStateName;
  /** What searches reflect. */
  commitSha: string | null;
  files: number;
  chunks: number;
  /** Those with most lines first. */
  languages: IndexedLanguage[];
  /** Which embedder's vectors searches use; null without vectors. */
  embedder: string | null;
  progress: IndexProgress | null;
  lastError: string | null;
  /** Of the update that runs or ran last. */
  startedAt: Date | null;
  /** Of the last update that ended well. */
  updatedAt: Date | null;
  /** When every file was last read anew. */
  rebuiltAt: Date | null;
  /** How long the last update took that ended well. */
  durationMs: number | null;
}

/** The index of one repository. Never sees another repository's rows. */
export interface CodeIndex {
  /**
   * Brings the index to the tree's commit. Parses only blobs never seen in this repository.
   * All or nothing for readers: until it ends, searches see the former state.
   */
  update(
    tree: SourceTree,
    options?: {
      /**
       * Read every blob anew, beside the live index, and swap at the end. A rebuild that was
       * interrupted goes on with the next one.
       */
      rebuild?: boolean;
      onProgress?: (progress: IndexProgress) => void;
      signal?: AbortSignal;
    },
  ): Promise<IndexReport>;
  search(query: string, options: { limit: number }): Promise<SearchHit[]>;
  contextForHunks(request: ContextRequest): Promise<ContextItem[]>;
  /** As contextForHunks, for many hunks at once: they share their queries. */
  contextForChange(requests: readonly ContextRequest[]): Promise<ContextItem[][]>;
  /** For each request, where other files use the names: only what imports or packages make sure. */
  usesOf(requests: readonly UsesRequest[]): Promise<NameUse[][]>;
  /**
   * Which of the names the code defines or uses outside of `exceptPaths`; null when nothing is
   * indexed yet. Built-ins, parameters and local variables are not known.
   */
  knownNames(
    names: readonly string[],
    exceptPaths: readonly string[],
  ): Promise<ReadonlySet<string> | null>;
  /** All paths, at the indexed commit; null when nothing is indexed yet. */
  paths(): Promise<readonly string[] | null>;
  /** By name, the files in which the code names it. Names that everything has are not known. */
  pathsNaming(names: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** The files with a definition of the name. */
  pathsDefining(name: string): Promise<ReadonlySet<string>>;
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
