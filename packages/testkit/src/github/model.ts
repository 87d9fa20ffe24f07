/** The records behind the fake: what github.com would keep in its database. */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export type Permission = "admin" | "write" | "read" | "none";

export interface User {
  id: number;
  login: string;
  type: "User" | "Bot" | "Organization";
}

export interface Installation {
  id: number;
  account: User;
  /** `all` covers every repository of the account, also those created later. */
  selection: "all" | "selected";
  repositories: Set<Repository>;
  suspendedAt: string | null;
  isDeleted: boolean;
  createdAt: string;
}

export interface Repository {
  id: number;
  owner: User;
  name: string;
  isPrivate: boolean;
  defaultBranch: string;
  /** The bare git repository on disk. */
  gitDirectory: string;
  parent: Repository | null;
  permissions: Map<string, Permission>;
  /** Pull requests by number; issues are not modelled. */
  pulls: Map<number, Pull>;
  /** Ids of commits that GitHub has thrown away, as it does with those that no ref needs. */
  lostCommits: Set<string>;
  checkRuns: CheckRun[];
  createdAt: string;
}

export interface Pull {
  id: number;
  number: number;
  repository: Repository;
  title: string;
  body: string | null;
  state: "open" | "closed";
  isDraft: boolean;
  author: User;
  labels: string[];
  head: { repository: Repository; ref: string; sha: string };
  base: { ref: string; sha: string };
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  mergedAt: string | null;
  mergeCommitSha: string | null;
  counts: { additions: number; deletions: number; changedFiles: number; commits: number };
  reviews: Review[];
  reviewComments: ReviewComment[];
  comments: IssueComment[];
}

export type ReviewState = "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "PENDING" | "DISMISSED";
export type DiffSide = "LEFT" | "RIGHT";

export interface Review {
  id: number;
  author: User;
  body: string;
  state: ReviewState;
  commitId: string;
  submittedAt: string;
}

export interface Reaction {
  id: number;
  author: User;
  content: string;
  createdAt: string;
}

/** A conversation beside the code; its comments point to it. */
export interface ReviewThread {
  id: number;
  /** Null while it is open. */
  resolvedBy: User | null;
}

export interface ReviewComment {
  id: number;
  thread: ReviewThread;
  reviewId: number;
  author: User;
  body: string;
  path: string;
  diffHunk: string;
  side: DiffSide;
  startSide: DiffSide | null;
  originalCommitId: string;
  originalLine: number;
  originalStartLine: number | null;
  originalPosition: number;
  /** Where it stands now; null once the line is outdated. */
  commitId: string;
  line: number | null;
  startLine: number | null;
  position: number | null;
  inReplyToId: number | null;
  reactions: Reaction[];
  createdAt: string;
  updatedAt: string;
}

export interface IssueComment {
  id: number;
  author: User;
  body: string;
  reactions: Reaction[];
  createdAt: string;
  updatedAt: string;
}

export interface CheckRun {
  id: number;
  suiteId: number;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string | null;
  status: string;
  conclusion: string | null;
  startedAt: string | null;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  /** In the order they came; GitHub never takes one back. */
  annotations: CheckAnnotation[];
}

export interface CheckAnnotation {
  path: string;
  startLine: number;
  endLine: number;
  startColumn: number | null;
  endColumn: number | null;
  level: string;
  title: string | null;
  message: string;
  rawDetails: string | null;
}

export interface AppRegistration {
  id: number;
  slug: string;
  name: string;
  clientId: string;
  clientSecret: string;
  /** PEM, PKCS#1 as GitHub hands it out. */
  privateKey: string;
  publicKey: string;
  webhookSecret: string;
  owner: User;
  createdAt: string;
}
