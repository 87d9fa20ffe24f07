import { addReply, addReviewComment } from "../actions/review-comments.ts";
import { updateRefs } from "../git/bare-repository.ts";
import type { DiffSide, Pull, Repository } from "../model.ts";
import { findPlace } from "../positions.ts";
import { type State, userOf } from "../state.ts";
import { type PastChange, readPastChanges } from "./read-past-changes.ts";

/** A pull request that a history is cut into, before anybody said anything. */
export interface SeededPull {
  number: number;
  author: string;
  /** What its first commit changed: comments are made on it, the later ones may be the answer. */
  files: { path: string; patch: string }[];
  /** Lines that the first commit added, in order: where people comment. */
  addedLines: { path: string; line: number }[];
}

export interface SeededComment {
  path: string;
  line: number;
  startLine?: number;
  side?: DiffSide;
  body: string;
  author: string;
  replies?: { author: string; body: string }[];
  isResolved?: boolean;
}

export interface HistoryOptions {
  /** Pull requests at most; the newest of the history. */
  pulls: number;
  /** How many commits of the main line make one pull request. The last is its head. Default 2. */
  commitsPerPull?: number;
  branch?: string;
  /** What people say; nothing by default. */
  comments?: (pull: SeededPull) => SeededComment[];
}

/**
 * Makes merged pull requests out of a branch's main line: a few commits each, with comments on the
 * first one. No webhook, and one git for hundreds of commits, so that thousands take seconds.
 */
export async function seedHistory(
  state: State,
  repository: Repository,
  options: HistoryOptions,
): Promise<Pull[]> {
  const { pulls: most, commitsPerPull = 2, branch = repository.defaultBranch } = options;
  const made: Pull[] = [];
  let changes: PastChange[] = [];
  const found = readPastChanges(repository.gitDirectory, branch, most * commitsPerPull);
  for await (const change of found) {
    changes.push(change);
    if (changes.length < commitsPerPull) continue;
    made.push(seedPull(state, repository, changes, options));
    changes = [];
  }
  const refs = made.map(({ number, head }) => ({ ref: `refs/pull/${number}/head`, sha: head.sha }));
  await updateRefs(repository.gitDirectory, refs);
  return made;
}

function seedPull(
  state: State,
  repository: Repository,
  changes: readonly PastChange[],
  { comments }: HistoryOptions,
): Pull {
  const first = changes[0];
  const last = changes.at(-1);
  if (first === undefined || last === undefined) throw new Error("no commits to make a pull of");
  const number = repository.pulls.size + 1;
  const author = loginFrom(first.author);
  const pull: Pull = {
    id: state.nextId(),
    number,
    repository,
    title: first.subject,
    body: changes.map(({ subject }) => subject).join("\n"),
    state: "closed",
    isDraft: false,
    author: userOf(state, author),
    labels: [],
    head: { repository, ref: `pull-${number}`, sha: last.sha },
    base: { ref: repository.defaultBranch, sha: first.parentSha },
    createdAt: timeOf(first.time),
    updatedAt: timeOf(last.time),
    closedAt: timeOf(last.time),
    mergedAt: timeOf(last.time),
    mergeCommitSha: last.sha,
    counts: { additions: 0, deletions: 0, changedFiles: first.files.length, commits: 1 },
    reviews: [],
    reviewComments: [],
    comments: [],
  };
  repository.pulls.set(number, pull);
  const { files } = first;
  const seeded = { number, author, files, addedLines: files.flatMap(addedLinesOf) };
  for (const comment of comments?.(seeded) ?? []) seedComment(state, pull, first, comment);
  return pull;
}

function seedComment(
  state: State,
  pull: Pull,
  { sha, time, files }: PastChange,
  comment: SeededComment,
): void {
  const { path, line, side = "RIGHT", startLine = null } = comment;
  const patch = files.find((file) => file.path === path)?.patch ?? "";
  const place = findPlace(patch, side, line);
  if (place === null) throw new Error(`#${pull.number} shows no ${side} line ${line} of ${path}`);
  const startSide = startLine === null ? null : side;
  const stored = addReviewComment(state, pull, {
    reviewId: state.nextId(),
    author: userOf(state, comment.author),
    body: comment.body,
    commitId: sha,
    place: { path, side, line, startSide, startLine, ...place },
    inReplyTo: null,
  });
  const replies = (comment.replies ?? []).map(({ author, body }) =>
    addReply(state, pull, stored, {
      reviewId: state.nextId(),
      author: userOf(state, author),
      body,
    }),
  );
  for (const [index, each] of [stored, ...replies].entries()) {
    each.createdAt = timeOf(time + 60 * (index + 1));
    each.updatedAt = each.createdAt;
  }
  if (comment.isResolved) stored.thread.resolvedBy = pull.author;
}

/** Every line that the patch adds. */
function addedLinesOf({ path, patch }: { path: string; patch: string }) {
  const added: { path: string; line: number }[] = [];
  let next = 0;
  for (const text of patch.split("\n")) {
    const header = /^@@ -\d+(?:,\d+)? \+(\d+)/.exec(text);
    if (header !== null) next = Number(header[1]);
    else if (text.startsWith("+")) added.push({ path, line: next++ });
    else if (!text.startsWith("-") && !text.startsWith("\\")) next++;
  }
  return added;
}

function timeOf(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** GitHub's logins hold letters, digits and single hyphens. */
function loginFrom(name: string): string {
  const login = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return login === "" ? "somebody" : login.slice(0, 39).toLowerCase();
}
