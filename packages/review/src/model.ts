import type { FileDiff, Position } from "@devflow/diff";
import type { Expert, ExpertIdentity } from "@devflow/expert";
import type { CodeIndex, ContextItem } from "@devflow/retrieval";

export type Severity = "critical" | "high" | "medium" | "low";

/** A change as plain data: from GitHub's API or from a local checkout, the pipeline cannot tell. */
export interface Change {
  /** For people and prompts: `owner/name` or a folder's name. */
  repository: string;
  baseSha: string;
  /** A commit, or `worktree`. */
  headSha: string;
  title: string;
  description: string;
  files: FileDiff[];
  /** Files of the change whose diff could not be had, with the reason. */
  unreadable: { path: string; reason: string }[];
}

export interface LeftOut {
  path: string;
  reason: string;
  /** `missed` would have been worth reading; `out_of_scope` holds nothing that a reviewer reads. */
  kind: "out_of_scope" | "missed";
}

/** `expert`, `rule:ID` or `secret:ID`. */
export type FindingSource = "expert" | `rule:${string}` | `secret:${string}`;

/** What a drafter proposes. Anchored by a quote (expert) or by a position (rules, secrets). */
export interface Candidate {
  path: string;
  source: FindingSource;
  severity: Severity;
  category: string;
  title: string;
  body: string;
  suggestion: string | null;
  /** 0..1 */
  confidence: number;
  quote: string | null;
  position: Position | null;
  /** Index into the file's hunks that the drafter looked at; a quote is searched there first. */
  hunkIndex: number | null;
}

/** A finding that stands: it has a position on a real diff line and a fingerprint. */
export interface Finding extends Position {
  path: string;
  severity: Severity;
  category: string;
  title: string;
  body: string;
  suggestion: string | null;
  confidence: number;
  source: FindingSource;
  /** Stable over pushes: path, normalised text of the lines, and category or rule; not line numbers. */
  fingerprint: string;
}

/** A candidate that is not posted, and why. */
export interface Held {
  path: string;
  line: number | null;
  title: string;
  source: FindingSource;
  reason: string;
  fingerprint: string | null;
  /** Of a finding that stands and is only not said (again): it still counts. Null for all others. */
  severity: Severity | null;
}

/** What was said before on this pull request; empty on the command line. */
export interface History {
  /** Fingerprints of findings already posted on this pull request, at any head. */
  postedFingerprints: ReadonlySet<string>;
  /** Where comments of the expert stand in this change. */
  expertComments?: readonly ExpertComment[];
  /** Comments that this very head has already; they use up its limit. */
  commentsAtThisHead?: number;
  /** Files that the expert has read whole at this head: it is not asked about them again. */
  filesReadByExpert?: ReadonlySet<string>;
}

/** A comment of the expert, at its place in the change as it is now. */
export interface ExpertComment extends Position {
  path: string;
  severity: Severity;
}

/** The part of `.devflow.yml` that the pipeline needs. */
export interface ReviewPolicy {
  minimumSeverity: Severity;
  /** Inline comments per review. The rest is held with the reason `over the limit of N`. */
  maxFindings: number;
  /** Glob patterns that are never reviewed, beside the built-in generated and vendored ones. */
  ignorePaths: string[];
  disabledRules: string[];
  /** Further words for the expert, from the base branch. */
  instructions: string;
}

/** Everything the pipeline may reach. No GitHub, no queue, no HTTP. */
export interface ReviewPorts {
  /** Text of a file, null when it is missing, binary, too large or not UTF-8. */
  readFile(side: "base" | "head", path: string): Promise<string | null>;
  /** Null: context from the change itself only. */
  index: CodeIndex | null;
  /** Null: rules and secret scan only. */
  expert: Expert | null;
  onProgress?: (event: { stage: string; done: number; total: number }) => void;
  signal?: AbortSignal;
}

export type ExpertOutcome =
  | { state: "not_configured" }
  | { state: "used"; identity: ExpertIdentity }
  /** Some or all calls failed: the review says so and the job tries again. */
  | { state: "unavailable"; identity: ExpertIdentity; reason: string; hunksNotReviewed: number };

export interface ReviewResult {
  baseSha: string;
  headSha: string;
  expert: ExpertOutcome;
  filesReviewed: string[];
  /** In scope for the rules, but the expert did not see them whole (budget, failure), or not reviewed at all. */
  filesLeftOut: LeftOut[];
  findings: Finding[];
  /** The code around each finding, by its fingerprint; left out where it holds a credential. */
  excerpts: Record<string, string>;
  held: Held[];
  /** Counted reasons of everything that was dropped before it became a candidate: garbage answers and the like. */
  counts: Record<string, number>;
  timingsMs: { context: number; draft: number; verify: number; total: number };
  tokens: { prompt: number; completion: number };
}

export type { CodeIndex, ContextItem };
