import type { Side } from "@devflow/diff";

/** A change that was merged, with what its review is measured by. */
export interface PastChange {
  /** `#123`, or the beginning of its commit's id. */
  name: string;
  title: string;
  /** Who wrote it, where that is known. */
  author: string | null;
  /** What is compared with `headSha`: the merge base of both is the base of the review. */
  baseSha: string;
  /** What is reviewed. */
  headSha: string;
  /** The commit of the default branch with which it landed. */
  landedSha: string;
  /** When it landed. ISO 8601. */
  landedAt: string;
}

/** Lines of a file of the reviewed head; of its base for `LEFT`. */
export interface Place {
  path: string;
  side: Side;
  startLine: number;
  line: number;
}

/** What a person wrote about the change, and the lines changed afterwards. */
export interface HumanRemark extends Place {
  kind: "human";
  author: string;
  body: string;
}

/** Lines of the change that a later commit changed, which calls itself a fix. */
export interface LaterFix extends Place {
  kind: "fix";
  sha: string;
  subject: string;
  daysLater: number;
}

/** Something that a review could have said. */
export type Truth = HumanRemark | LaterFix;

/** What is known about a change today and was not when it was opened. */
export interface Hindsight {
  /** People's remarks that led to a change; null: what people said is not known. */
  humans: HumanRemark[] | null;
  /** Remarks that led to a change and stand on code that was written after the reviewed head. */
  humansOnLaterCode: number;
  /** Null: the days in which a fix counts are not over yet, or the lines could not be followed. */
  fixes: LaterFix[] | null;
  /** Later commits that took nearly all of it back: nobody can say which line was the reason. */
  revertedBy: { sha: string; subject: string; daysLater: number }[];
}

/** A comment that DevFlow would have made. */
export interface Comment extends Place {
  severity: string;
  category: string;
  source: string;
  title: string;
  body: string;
  suggestion: string | null;
  /** The code around it; null where it holds a credential. */
  excerpt: ExcerptLine[] | null;
}

export interface ExcerptLine {
  kind: "context" | "added" | "removed";
  /** On the comment's side; null for a line that is not on it. */
  number: number | null;
  text: string;
}

/** One side of a comparison: `a`, or `b`. */
export interface SideReview {
  comments: Comment[];
  /** Why the expert did not read all of it; null when it did, or when there is none. */
  expertFailure: string | null;
  durationMs: number;
  tokens: number;
}

/** A change that was replayed. */
export interface Replay extends Hindsight {
  change: PastChange;
  /** Lines that the change adds, per file that was read, as [first, last] of the reviewed head. */
  addedLines: Record<string, [number, number][]>;
  /** One review a side. */
  reviews: SideReview[];
}

/** A change that was not, and why. Reasons are few, so that they can be counted. */
export interface NotReplayed {
  name: string;
  title: string;
  reason: string;
  detail: string | null;
}

/** Everything that a report is made of. */
export interface BacktestRun {
  repository: string;
  /** The commit up to which the history was read. */
  tip: string;
  /** Of DevFlow. */
  version: string;
  /** What each side is called. One side, or two. */
  sides: string[];
  settings: {
    near: number;
    days: number;
    seed: number;
    since: string | null;
    until: string | null;
  };
  /** People's comments were there to compare with. */
  knowsPeople: boolean;
  /** Pull requests of the history in the wanted time. */
  pulls: number;
  chosen: number;
  /** Newest first. */
  replays: Replay[];
  notReplayed: NotReplayed[];
  durationMs: number;
  /** It was ended before all were replayed. */
  isStopped: boolean;
}
