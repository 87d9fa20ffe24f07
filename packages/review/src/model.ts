import type { FileDiff, Position } from "@devflow/diff";
import type { DraftedFinding, DraftPromptInput, Expert, ExpertIdentity } from "@devflow/expert";
import type { CodeIndex, ContextItem } from "@devflow/retrieval";
import type { IsSecretFile } from "@devflow/syntax";
import type { RepositoryFiles } from "./draft/calls/repository-files.ts";
import type { FilterInUse } from "./filter/model.ts";

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
  /** The change has more files than could be listed: of those nothing is known. */
  isPartial?: boolean;
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
  /** How many of the expert's passes said it, of `passes`; 1 of 1 for rules and secrets. */
  votes: number;
  passes: number;
  quote: string | null;
  position: Position | null;
  /** Index into the file's hunks that the drafter looked at; a quote is searched there first. */
  hunkIndex: number | null;
  /** Which of that hunk's lines it looked at, where a prompt showed a part only. */
  seenLines: LineSlice | null;
  /** What our own tools found about the code that the drafter looked at, one line each. */
  facts: readonly string[];
  /** Of the expert: which {@link AskedDraft} it came from, by its prompt. */
  promptSha256?: string;
}

/**
 * What the expert was asked about one group of hunks, and what it answered: what training needs. Of
 * several passes the first one's prompt, as the others show the same in another order; the answers of
 * all, each as parsed, before any gate. Left out: groups without a readable answer, and prompts that
 * hold a credential.
 */
export interface AskedDraft {
  path: string;
  /** What `draftPrompt` made the prompt from. */
  input: DraftPromptInput;
  /** Of the prompt's two messages, hex. */
  promptSha256: string;
  /** One list a pass that answered, in the order of the passes. */
  answers: DraftedFinding[][];
  model: string;
}

/** Some of a hunk's lines, by their index in it: from `from` up to, and without, `to`. */
export interface LineSlice {
  from: number;
  to: number;
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
  votes: number;
  passes: number;
  /** Of the second look; null where nobody looked twice (rules, secrets). */
  verdict: "keep" | "none" | null;
  /** The filter's estimate, 0..1, that people act on it; null before the filter, or without one. */
  score: number | null;
  /** What the score was computed from, with the version of the features; without a filter nothing. */
  features?: Readonly<Record<string, number>>;
  /** Of the expert: the prompt that it came from, and the line that it quoted there. */
  drafted?: { promptSha256: string; quote: string };
  /** Stable over pushes: path, normalised text of the lines, and category or rule; not line numbers. */
  fingerprint: string;
  /** The same without the path: follows a renamed file and finds code like it elsewhere. */
  contentKey: string;
  /** A comment of its own, or one line in the summary; decided when findings are settled. */
  place: FindingPlace;
  /** The fingerprint of the finding whose comment names this place, too. */
  namedBy?: string;
}

export type FindingPlace = "inline" | "summary";

/** How the lines of a remark are found again in a later head. Hashes and search terms, no code. */
export interface Trace {
  /** Of its lines without white space, in order. */
  lineHashes: readonly string[];
  /** Of the lines around it that are not blank: those before it, nearest first, and those after. */
  before: readonly string[];
  after: readonly string[];
  /** Search terms of its words (`w:`) and of its code (`c:`); likeness of dismissals is by them. */
  terms: readonly string[];
}

/** What of a finding people read; also read back from the database after a crash. */
export type SaidFinding = Omit<
  Finding,
  "votes" | "passes" | "verdict" | "score" | "contentKey" | "drafted" | "namedBy"
>;

/** A candidate that is not posted, and why. */
export interface Held {
  path: string;
  line: number | null;
  title: string;
  source: FindingSource;
  reason: string;
  fingerprint: string | null;
  /**
   * Of a finding that stands and is said nowhere: it still counts. Null for all others, also for
   * what an open remark says already: that counts by itself.
   */
  severity: Severity | null;
  /** The remark that says it already. */
  remarkId?: number;
  /** Of what a remark says already: whole lines of the new file as it is now, and what it suggests there. */
  edit?: { startLine: number; line: number; text: string } | null;
}

/** Something said on this pull request before, and what became of it. A row of `remarks`. */
export interface Remark extends Position {
  id: number;
  fingerprint: string;
  contentKey: string;
  source: FindingSource;
  severity: Severity;
  category: string;
  title: string;
  body: string;
  /** As of the newest head that was looked at; a rename in between is not followed yet. */
  path: string;
  trace: Omit<Trace, "terms">;
  state: RemarkState;
  /**
   * How it came to be resolved: by somebody who may not write, so that it goes on counting, or since
   * its rule is switched off. Null: any other way.
   */
  resolution?: "without_permission" | "switched_off" | null;
  /** Who dismissed or resolved it, and why; null where nobody did or said. */
  stateActor: string | null;
  stateReason: string | null;
}

/** `fixed` by a commit; `dismissed` or `resolved` by a person. */
export type RemarkState = "open" | "fixed" | "dismissed" | "resolved";

/** What this head makes of a remark. Stored with the review, carried out on GitHub afterwards. */
export interface RemarkChange {
  remarkId: number;
  /** What it is now. From `fixed` to `open`: the code is back. What people decided stays as it is. */
  state: RemarkState;
  /** It becomes `resolved`, as its rule is switched off: no commit has fixed it. */
  isSwitchedOff?: boolean;
  /** Where it stands now; null when it no longer does. */
  at: ({ path: string } & Position) | null;
  /** Of the lines where it stands now; null: as before. */
  lines: { contentKey: string; trace: Omit<Trace, "terms"> } | null;
  /** In words for people, for example `the lines were changed`. */
  reason: string;
}

/** What the team dismissed with a reason, anywhere in the repository, and nobody forgot. */
export interface Dismissal {
  contentKey: string;
  source: FindingSource;
  category: string;
  path: string;
  title: string;
  terms: readonly string[];
  reason: string;
  actor: string;
  /** Taken back without a reason on another pull request: it holds for the same change only. */
  fingerprint?: string;
}

/** What was said before, on this pull request and about code like it; empty on the command line. */
export interface History {
  /** Everything said on this pull request at any head, each once. */
  remarks?: readonly Remark[];
  dismissals?: readonly Dismissal[];
  /** What the expert has read before on this pull request, with the head: it is not asked again. */
  readKeys?: ReadonlyMap<string, string>;
  /** Inline comments that this very head has already; they use up its limit. */
  inlineAtThisHead?: number;
}

/** What the team wants for one path: its root configuration with that of the folders above the path. */
export interface PathPolicy {
  isIgnored: boolean;
  minimumSeverity: Severity;
  /** 0..1; 0.5 is the filter's own bound. Where there is no filter it is of the finding's confidence. */
  minimumConfidence: number;
  disabledRules: ReadonlySet<string>;
  /** Another severity than its own for findings of a rule, by its id. */
  ruleSeverities: ReadonlyMap<string, Severity>;
  disabledCategories: ReadonlySet<string>;
  /** Further words for the expert about this path, from the base branch: instructions and memories. */
  instructions: string;
}

/** The part of the configuration that the pipeline needs. All of it comes from the base branch. */
export interface ReviewPolicy {
  forPath(path: string): PathPolicy;
  /** Inline comments per review; the others that stand are one line each in the summary. */
  maxFindings: number;
  /** How often the expert drafts each group of hunks; a finding needs the votes of half of them. */
  passes: number;
  /** Language of what the expert writes, as an English word; empty: as it comes. */
  language: string;
  /** The team's guides (AGENTS.md and its kin) that the change itself does not edit. */
  conventions: readonly { path: string; text: string }[];
}

/** Everything the pipeline may reach. No GitHub, no queue, no HTTP. */
export interface ReviewPorts {
  /** Text of a file, null when it is missing, binary, too large or not UTF-8. */
  readFile(side: "base" | "head", path: string): Promise<string | null>;
  /** Null: context from the change itself only. */
  index: CodeIndex | null;
  /** Files that are only scanned, and of which no expert is shown anything. Default: the usual ones. */
  isSecretFile?: IsSecretFile;
  /** Where calls of Go and Java lead, at the head; left out: as the index knows it. */
  repository?: RepositoryFiles;
  /** Null: rules and secret scan only. */
  expert: Expert | null;
  /** What estimates whether people act on a finding; left out: what is assumed before any outcome. */
  filter?: FilterInUse;
  onProgress?: (event: { stage: string; done: number; total: number }) => void;
  signal?: AbortSignal;
}

export type ExpertOutcome =
  | { state: "not_configured" }
  | { state: "used"; identity: ExpertIdentity }
  /** Some or all calls failed: the review says so and the job tries again. */
  | { state: "unavailable"; identity: ExpertIdentity; reason: string; hunksNotReviewed: number }
  /** It was not asked, as a limit of the team is used up: which, and until when, in words. */
  | { state: "over_limit"; identity: ExpertIdentity; reason: string };

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
  /** How each finding is found again, by its fingerprint. */
  traces: Record<string, Trace>;
  held: Held[];
  /** What this head makes of earlier remarks. */
  remarkChanges: RemarkChange[];
  /** What the expert has read of this head and not before, for the next one. */
  readKeys: string[];
  /** What the expert was asked and answered. */
  drafts: AskedDraft[];
  /**
   * Counted reasons of everything that was dropped: by a stage as `stage: reason` (see
   * `verify/stages.ts`), and before it became a candidate, as garbage answers.
   */
  counts: Record<string, number>;
  timingsMs: { context: number; draft: number; verify: number; total: number };
  tokens: { prompt: number; completion: number };
}

export type { CodeIndex, ContextItem };
