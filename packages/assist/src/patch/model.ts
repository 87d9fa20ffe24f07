/** One way to read a block: what it quotes, and what shall stand there. Lines without endings. */
export interface BlockReading {
  search: readonly string[];
  replace: readonly string[];
}

/** What a block of an answer wants of a file. */
export type DraftedEdit =
  /** Several readings where the block's own divider also stands in its code. */
  | { kind: "replace"; path: string; readings: readonly BlockReading[] }
  | { kind: "whole_file"; path: string; lines: readonly string[] };

/** An answer taken apart; nothing in it has been held against a file yet. */
export interface DraftedPatch {
  /** What stands around the blocks. */
  prose: string;
  edits: readonly DraftedEdit[];
  /** Why blocks could not be read, in words for the expert and for people. */
  problems: readonly string[];
}

/** An edit that was not taken, with the reason in words. */
export interface Refusal {
  path: string;
  reason: string;
}

/** A file as it was and as the edits leave it; `before` is null for a new one. */
export interface ChangedText {
  path: string;
  before: string | null;
  after: string;
}
