import type { DraftedFinding, DraftPromptInput } from "@devflow/expert";
import type { SignalKind } from "../model.ts";

/** What somebody wrote on lines of a pull request. */
export interface PersonComment {
  id: number;
  author: string;
  isBot: boolean;
  isByPullAuthor: boolean;
  /** Of somebody without a part in the repository: on a public one anybody may write anything. */
  isByStranger?: boolean;
  /** Null for the first comment of a thread. */
  replyToId: number | null;
  body: string;
  path: string;
  side: "LEFT" | "RIGHT";
  /** Lines of that side at `commitSha`. */
  startLine: number;
  line: number;
  commitSha: string;
  /** Of the diff, from its `@@` to the commented line at least. */
  hunk: string;
  /** Whether the lines were changed before the end; null: not known. */
  linesChanged: boolean | null;
  createdAt: Date;
}

/** Of a pull request what its prompts show. */
export interface CommentedPull {
  /** A stable id: part of the example's own. */
  repositoryId: number;
  /** As prompts name it: `owner/name`. */
  repository: string;
  number: number;
  title: string;
  description: string;
}

/** What the expert was asked about one group of hunks, with what became of it. */
export interface ReviewedDraft {
  id: number;
  /** A stable id: part of the ids of examples. */
  repositoryId: number;
  /** `owner/name` as it is now; `input` has what it was called then. */
  repository: string;
  pullNumber: number;
  headSha: string;
  path: string;
  model: string;
  at: Date;
  input: DraftPromptInput;
  /** Of the prompt that was sent. */
  promptSha256: string;
  /** One list a pass, as parsed, before any gate. */
  answers: DraftedFinding[][];
  findings: JudgedFinding[];
  /** People said nothing about its lines, and nobody had to come back to them soon after the merge. */
  isUndisturbed: boolean;
  /** As it was read: nothing of its file was changed after the expert had answered. */
  isMerged: boolean;
  /** What people said on its pull request was read, and enough time has passed since the merge. */
  isFollowed: boolean;
}

/** A finding of the expert that people could read, or rewrote, in the words that they saw. */
export interface JudgedFinding extends DraftedFinding {
  id: number;
  path: string;
  side: "LEFT" | "RIGHT";
  startLine: number;
  line: number;
  /** Null: nothing can be learned from it, or not yet. */
  label: "wanted" | "unwanted" | null;
  /** A label is known, but people may still change it: until three days after the end. */
  isPending: boolean;
  decidedBy: SignalKind | null;
  /** Who decided. */
  actor: string | null;
  /** The model's own words where a maintainer gave it others before it was posted. */
  drafted: { title: string; body: string; editedBy: string | null } | null;
}
