import { commentsOf, threadNodeId, threadsOf } from "../actions/threads.ts";
import { readCommits } from "../git/read-commit.ts";
import type { Pull, Reaction, Repository, ReviewComment, ReviewThread, User } from "../model.ts";
import { pullCommits } from "../pull-diff.ts";
import { associationOf } from "../serialize/association.ts";
import { nodeId } from "../state.ts";
import { connection, type PageArguments } from "./connection.ts";
import { blobText, type GitObject, isTruncated, loadObject } from "./load-object.ts";

// Objects in GraphQL's terms: every field is a plain value or a function of its arguments.

export function pullNode(pull: Pull) {
  const { mergeCommitSha } = pull;
  return {
    id: nodeId("PR", pull.id),
    number: pull.number,
    title: pull.title,
    body: pull.body ?? "",
    author: actorNode(pull.author),
    state: pullState(pull),
    baseRefOid: pull.base.sha,
    headRefOid: pull.head.sha,
    mergeCommit: mergeCommitSha === null ? null : commitNode(pull.repository, mergeCommitSha),
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    closedAt: pull.closedAt,
    mergedAt: pull.mergedAt,
    commits: async (page: PageArguments) => commitsOf(pull, page),
    reviewThreads: (page: PageArguments) =>
      connection(
        page,
        threadsOf(pull).map((thread) => threadNode(pull, thread)),
      ),
  };
}

export function pullState({ state, mergedAt }: Pull): "OPEN" | "MERGED" | "CLOSED" {
  return state === "open" ? "OPEN" : mergedAt === null ? "CLOSED" : "MERGED";
}

export function threadNode(pull: Pull, thread: ReviewThread) {
  const comments = commentsOf(pull, thread);
  const [first] = comments;
  return {
    __typename: "PullRequestReviewThread",
    id: threadNodeId(thread),
    path: first?.path ?? "",
    line: first?.line ?? null,
    startLine: first?.startLine ?? null,
    originalLine: first?.originalLine ?? null,
    originalStartLine: first?.originalStartLine ?? null,
    diffSide: first?.side ?? "RIGHT",
    startDiffSide: first?.startSide ?? null,
    subjectType: "LINE",
    isOutdated: (first?.line ?? null) === null,
    isResolved: thread.resolvedBy !== null,
    resolvedBy: thread.resolvedBy === null ? null : { login: loginOf(thread.resolvedBy) },
    comments: (page: PageArguments) =>
      connection(
        page,
        comments.map((comment) => commentNode(pull, comment)),
      ),
  };
}

async function commitsOf(pull: Pull, page: PageArguments) {
  const commits = await readCommits(pull.repository.gitDirectory, await pullCommits(pull));
  const nodes = commits.map(({ sha, committer }) => ({
    id: nodeId("PRC", Number.parseInt(sha.slice(0, 12), 16)),
    commit: { ...commitNode(pull.repository, sha), committedDate: committer.date },
  }));
  return connection(page, nodes);
}

function commentNode(pull: Pull, comment: ReviewComment) {
  const { repository } = pull;
  return {
    id: nodeId("PRRC", comment.id),
    ...databaseIds(comment.id),
    body: comment.body,
    path: comment.path,
    author: actorNode(comment.author),
    authorAssociation: associationOf(repository, comment.author),
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
    reactions: (page: PageArguments) => connection(page, comment.reactions.map(reactionNode)),
    diffHunk: comment.diffHunk,
    line: comment.line,
    startLine: comment.startLine,
    originalLine: comment.originalLine,
    originalStartLine: comment.originalStartLine,
    outdated: comment.line === null,
    isMinimized: false,
    minimizedReason: null,
    commit: commitNode(repository, comment.commitId),
    originalCommit: commitNode(repository, comment.originalCommitId),
    replyTo: comment.inReplyToId === null ? null : databaseIds(comment.inReplyToId),
  };
}

/** `databaseId` is an Int, and null for what does not fit into one. */
function databaseIds(id: number) {
  return { databaseId: id < 2 ** 31 ? id : null, fullDatabaseId: String(id) };
}

/** REST's names of reactions in GraphQL's words. */
const reactionContents: Readonly<Record<string, string>> = {
  "+1": "THUMBS_UP",
  "-1": "THUMBS_DOWN",
  laugh: "LAUGH",
  hooray: "HOORAY",
  confused: "CONFUSED",
  heart: "HEART",
  rocket: "ROCKET",
  eyes: "EYES",
};

function reactionNode({ id, author, content, createdAt }: Reaction) {
  return {
    id: nodeId("REA", id),
    databaseId: id,
    content: reactionContents[content] ?? content,
    createdAt,
    user: author.type === "Bot" ? null : actorNode(author),
  };
}

/** Null for an account that was deleted, which REST shows as the user `ghost`. */
function actorNode(user: User) {
  if (user.login === "ghost") return null;
  return {
    __typename: user.type === "Bot" ? "Bot" : "User",
    id: nodeId("U", user.id),
    login: loginOf(user),
  };
}

/** GraphQL gives the login of an App without `[bot]`. */
function loginOf(user: User): string {
  return user.login.replace(/\[bot\]$/, "");
}

/** Null once GitHub has thrown the commit away. */
function commitNode(repository: Repository, oid: string) {
  return repository.lostCommits.has(oid)
    ? null
    : { __typename: "Commit", id: nodeId("C", Number.parseInt(oid.slice(0, 12), 16)), oid };
}

/** A blob or commit by its id or by `commit:path`; null for what is not there. */
export async function objectNode(repository: Repository, spec: string) {
  const found = await loadObject(repository, spec);
  if (found?.type === "commit") return commitNode(repository, found.oid);
  return found?.type === "blob" ? blobNode(repository, found) : null;
}

function blobNode(repository: Repository, blob: GitObject) {
  return {
    __typename: "Blob",
    id: nodeId("B", Number.parseInt(blob.oid.slice(0, 12), 16)),
    oid: blob.oid,
    byteSize: blob.size,
    isTruncated: isTruncated(blob),
    isBinary: async () => (await blobText(repository, blob.oid)) === null,
    text: () => blobText(repository, blob.oid),
  };
}
