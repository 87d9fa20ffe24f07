import type { FileDiff, Position, Side } from "@devflow/diff";
import type { FileListing } from "./trees.ts";

export type { FileListing, ListedFile } from "./trees.ts";

export interface RepositoryRef {
  owner: string;
  name: string;
}

export interface PullRequest {
  number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  isDraft: boolean;
  author: { login: string; isBot: boolean };
  labels: string[];
  headSha: string;
  headRef: string;
  /** Tip of the base branch now; the diff is against the merge base, see ReadChange. */
  baseSha: string;
  baseRef: string;
  /** Of anything about it: commits, comments, labels. */
  updatedAt: Date;
}

export interface ReadChange {
  /** Merge base of base and head: what GitHub diffs against. */
  baseSha: string;
  headSha: string;
  files: FileDiff[];
  unreadable: { path: string; reason: string }[];
  /** GitHub does not list all files of the change. */
  isPartial: boolean;
}

export interface ReviewComment extends Position {
  path: string;
  body: string;
}

export interface PostedReview {
  id: number;
  headSha: string;
  body: string;
}

export interface PostedComment {
  id: number;
  path: string;
  side: Side;
  /** Where it stands in the newest head's diff; both null when it is outdated. */
  startLine: number | null;
  line: number | null;
  body: string;
  authorIsSelf: boolean;
}

export type CheckConclusion = "success" | "neutral" | "failure" | "cancelled";

/** A remark of a check run on lines of the head; shown beside the code, without a conversation. */
export interface CheckAnnotation {
  path: string;
  startLine: number;
  line: number;
  level: "notice" | "warning" | "failure";
  title: string;
  message: string;
}

export interface CheckRun {
  name: string;
  headSha: string;
  /** Our key: the check run of the same head with the same name and key is updated, not repeated. */
  externalId: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: CheckConclusion | null;
  title: string;
  summary: string;
  /** More than the summary: shown below it. */
  text?: string;
  /** Added to those that the run has; GitHub cannot take one back. At most a few hundred. */
  annotations?: readonly CheckAnnotation[];
}

export type CommentKind = "issue_comment" | "review_comment";

export interface CommentRef {
  kind: CommentKind;
  commentId: number;
}

/** A comment as anybody wrote it. */
export interface WrittenComment {
  id: number;
  author: { login: string; isBot: boolean; isSelf: boolean };
  body: string;
  createdAt: Date;
  /** Its page on GitHub. */
  url: string;
}

/** A comment beside the code, with its place. */
export interface WrittenReviewComment extends WrittenComment {
  path: string;
  side: Side;
  /** In the newest head's diff; both null when the comment is outdated. */
  startLine: number | null;
  line: number | null;
  /** Where it stood when it was written, at `originalSha`. */
  originalStartLine: number | null;
  originalLine: number | null;
  originalSha: string;
  /** The first comment of its thread; null for a first comment. */
  inReplyToId: number | null;
  /** The piece of the diff above it, as GitHub shows it. */
  diffHunk: string;
}

/** A conversation beside the code. */
export interface ReviewThread {
  /** Node id: what resolving takes. */
  id: string;
  path: string;
  isResolved: boolean;
  isOutdated: boolean;
  /** Null while it is open, and where that account is gone. */
  resolvedBy: { login: string; isSelf: boolean } | null;
  /** Of its first comment; null when that was deleted. */
  firstCommentId: number | null;
}

export interface HistoryWanted {
  /** Where the page before ended; null for the newest pull requests. */
  cursor: string | null;
  /** 1 to 100. Pages of more than 25 take GitHub longer than it allows itself in busy repositories. */
  pageSize: number;
}

/** Of GitHub's points for GraphQL, which an installation gets every hour. */
export interface ApiBudget {
  limit: number;
  remaining: number;
  resetAt: Date;
}

export interface HistoryPage {
  /** Closed and merged ones, by creation, newest first. */
  pulls: PastPullRequest[];
  /** Of all pages. */
  total: number;
  /** Null on the last page. */
  nextCursor: string | null;
  /** Null where GitHub counts none. */
  budget: ApiBudget | null;
  /** What the page cost, nested pages included. */
  points: number;
  requests: number;
}

/** One pull request and what it cost to read it, nested pages included. */
export interface PastPullRead {
  /** `closedAt` is null while it is open. */
  pull: PastPullRequest;
  /** Null where GitHub counts none. */
  budget: ApiBudget | null;
  points: number;
  requests: number;
}

/** A closed or merged pull request with what was said on its lines. */
export interface PastPullRequest {
  number: number;
  title: string;
  body: string;
  author: { login: string; isBot: boolean };
  /** Tip of the base branch as GitHub last saw it for this pull request. */
  baseSha: string;
  headSha: string;
  mergeSha: string | null;
  createdAt: Date;
  closedAt: Date | null;
  mergedAt: Date | null;
  comments: PastComment[];
}

/** A comment on lines, as it was written. */
export interface PastComment extends Position {
  id: number;
  /** The first comment of its thread; null for that one itself. */
  replyToId: number | null;
  author: { login: string; isBot: boolean };
  /** OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, NONE … */
  authorAssociation: string;
  body: string;
  path: string;
  /** The commit that its lines are counted in; null when GitHub has thrown that commit away. */
  commitSha: string | null;
  /** From the `@@` of its hunk down to its last line. */
  hunk: string;
  isResolved: boolean;
  createdAt: Date;
}

export interface FileAt {
  commitSha: string;
  path: string;
}

export interface FileBlob {
  blobSha: string;
  sizeBytes: number;
}

/** A conversation that a comment of ours began, with what people did in it. */
export interface ActivityThread {
  /** Node id. */
  id: string;
  /** Of our comment. */
  commentId: number;
  isResolved: boolean;
  /** Null while it is open, and where that account is gone. */
  resolvedBy: { login: string; isSelf: boolean } | null;
  /** Of people, to our comment. `content` in GraphQL's words, for example `THUMBS_UP`. */
  reactions: { id: number; content: string; author: string; createdAt: Date }[];
  /** Of people, oldest first. */
  replies: { id: number; author: string; body: string; createdAt: Date; updatedAt: Date }[];
}

/** Everything that says what became of our comments on a pull request. */
export interface PullActivity {
  state: "open" | "merged" | "closed";
  /** Null where that account is gone. */
  author: string | null;
  /** Merged or closed. */
  endedAt: Date | null;
  mergedAt: Date | null;
  headSha: string;
  /** The newest 100, oldest first; what a force-push took away is not among them. */
  commits: { sha: string; committedAt: Date }[];
  threads: ActivityThread[];
}

/**
 * GitHub as one installation sees it. Every call raises ExternalError (service `github`):
 * code `gone` (404/410/401 revoked installation; not retryable), `rate_limited` and
 * `secondary_rate_limit` (retryable, with retryAfterMs), `rejected` (422 and its kin, not retryable;
 * a GitHubRejection with GitHub's reasons), `forbidden` (403: a permission is missing or the
 * installation is suspended; not retryable), `unavailable` (5xx, time-out, cut connection;
 * retryable), `head_moved` (the pull request changed while it was read; retryable).
 * Creating calls look for their marker before every try, so a 5xx after the effect gives one, not two.
 */
export interface InstallationClient {
  /** The repository's page, as people open it; no slash at the end. */
  pageOf(repository: RepositoryRef): string;
  readPullRequest(repository: RepositoryRef, number: number): Promise<PullRequest>;
  readChange(repository: RepositoryRef, pull: PullRequest): Promise<ReadChange>;
  /** Null when missing, a folder, a submodule, a symlink, or larger than `maxBytes`. */
  readFile(
    repository: RepositoryRef,
    ref: string,
    path: string,
    maxBytes: number,
  ): Promise<Buffer | null>;
  /** All files below a folder (empty: the root), in one request; none where there is no such folder. */
  listFiles(repository: RepositoryRef, ref: string, folder: string): Promise<FileListing>;
  listOpenPullRequests(repository: RepositoryRef): AsyncIterable<PullRequest>;
  listRepositories(): AsyncIterable<
    RepositoryRef & { id: number; defaultBranch: string; isPrivate: boolean }
  >;
  /** Our own review whose body contains `marker`. */
  findReview(
    repository: RepositoryRef,
    number: number,
    marker: string,
  ): Promise<PostedReview | null>;
  /**
   * Posts ONE review with all comments, or gives the one that already carries `marker` (which
   * must be part of `body`). A 422 for positions raises `rejected`. The signal is looked at before
   * every try.
   */
  postReview(
    repository: RepositoryRef,
    number: number,
    review: {
      headSha: string;
      body: string;
      comments: ReviewComment[];
      marker: string;
      signal?: AbortSignal;
    },
  ): Promise<PostedReview>;
  updateReviewBody(
    repository: RepositoryRef,
    number: number,
    reviewId: number,
    body: string,
  ): Promise<void>;
  /** Our own inline comments on the pull request. */
  listOwnComments(repository: RepositoryRef, number: number): Promise<PostedComment[]>;
  /** One more inline comment, for findings that come after the review; marker as in postReview. */
  postComment(
    repository: RepositoryRef,
    number: number,
    comment: ReviewComment & { headSha: string; marker: string },
  ): Promise<number>;
  /** Creates or updates; gives the id. Annotations that the run has already are not added again. */
  putCheckRun(repository: RepositoryRef, check: CheckRun): Promise<number>;
  /** Every conversation beside the code, of everybody. */
  listThreads(repository: RepositoryRef, number: number): Promise<ReviewThread[]>;
  /** What became of our comments, in one question for every 50 threads. */
  readPullActivity(repository: RepositoryRef, number: number): Promise<PullActivity>;
  /**
   * Both give the same state every time. `forbidden` where GitHub does not let the App do it: it
   * asks for write access to the contents, which an installation need not give.
   */
  resolveThread(threadId: string): Promise<void>;
  unresolveThread(threadId: string): Promise<void>;
  /** Null when it is gone. */
  readComment(repository: RepositoryRef, to: CommentRef): Promise<WrittenComment | null>;
  /** Null when it is gone. */
  readReviewComment(
    repository: RepositoryRef,
    commentId: number,
  ): Promise<WrittenReviewComment | null>;
  /** The whole thread that the comment belongs to, oldest first; empty when it is gone. */
  listThreadComments(
    repository: RepositoryRef,
    number: number,
    commentId: number,
  ): Promise<WrittenReviewComment[]>;
  /** Comments under the pull request, of everybody, oldest first. */
  listIssueComments(repository: RepositoryRef, number: number): Promise<WrittenComment[]>;
  /** Replaces the text of a comment of our own; `gone` when somebody deleted it. */
  editComment(repository: RepositoryRef, to: CommentRef, body: string): Promise<void>;
  /**
   * The one comment that carries `marker` (part of `body`): created once, edited when its text
   * differs. `onlyEdit`: null instead of a new one.
   */
  putSummaryComment(
    repository: RepositoryRef,
    number: number,
    summary: { body: string; marker: string; onlyEdit?: boolean },
  ): Promise<number | null>;
  /** Answers in the thread (review comment) or on the pull request (issue comment); marker as above. */
  reply(
    repository: RepositoryRef,
    number: number,
    to: CommentRef,
    body: string,
    marker: string,
  ): Promise<number>;
  react(
    repository: RepositoryRef,
    to: CommentRef,
    reaction: "eyes" | "+1" | "-1" | "confused" | "rocket",
  ): Promise<void>;
  permissionOf(
    repository: RepositoryRef,
    login: string,
  ): Promise<"admin" | "write" | "read" | "none">;
  /** The same with the id of that account; null where there is no such account. */
  accessOf(
    repository: RepositoryRef,
    login: string,
  ): Promise<{ permission: "admin" | "write" | "read" | "none"; userId: number | null }>;
  /** The repository that a name leads to now, also after a rename; null where it leads to nothing. */
  readRepository(
    repository: RepositoryRef,
  ): Promise<(RepositoryRef & { id: number; defaultBranch: string; isPrivate: boolean }) | null>;
  /** One page of past pull requests with what people said on their lines. */
  readHistory(repository: RepositoryRef, wanted: HistoryWanted): Promise<HistoryPage>;
  /** One of them, by its number. Raises ExternalError with the code `gone` where there is none. */
  readPastPull(repository: RepositoryRef, number: number): Promise<PastPullRead>;
  /** What stands at each place, in the order asked: at most 100 in one request. */
  findBlobs(
    repository: RepositoryRef,
    files: readonly FileAt[],
  ): Promise<{ blobs: (FileBlob | null)[]; budget: ApiBudget | null; points: number }>;
  /** Those of at most 100 commits that GitHub still has. */
  findCommits(
    repository: RepositoryRef,
    shas: readonly string[],
  ): Promise<{ shas: Set<string>; budget: ApiBudget | null; points: number }>;
  /** Texts of blobs, at most 100 in one request; null for one that is gone, binary or over 500 kB. */
  readTexts(
    repository: RepositoryRef,
    blobShas: readonly string[],
  ): Promise<{ texts: (string | null)[]; budget: ApiBudget | null; points: number }>;
  /** Files with another name at `head` than at `base`: former to new, of 300 files at most. */
  listRenames(repository: RepositoryRef, base: string, head: string): Promise<Map<string, string>>;
  /** For `git fetch`: the URL without credentials, and the whole header line that authorises it. */
  cloneAccess(repository: RepositoryRef): Promise<{ url: string; authorizationHeader: string }>;
}
