import type { Pull, ReviewComment, User } from "../model.ts";
import { findPlace, mapLine } from "../positions.ts";
import { cachedDiff, pullFiles } from "../pull-diff.ts";
import { serializePullSimple } from "../serialize/pull.ts";
import { serializeReviewComment } from "../serialize/review-comment.ts";
import { fullName, type State, timestamp } from "../state.ts";
import { queueRepositoryHook } from "../webhooks/queue-hook.ts";
import type { FoundPlace } from "./positions-in-pull.ts";

interface NewReviewComment {
  reviewId: number;
  author: User;
  body: string;
  commitId: string;
  place: FoundPlace;
  /** The first comment of its thread; null begins a new one. */
  inReplyTo: ReviewComment | null;
}

/** GitHub's comments on lines have left what fits into 32 bits behind. */
const beyondInt = 2 ** 31;

export function addReviewComment(state: State, pull: Pull, wanted: NewReviewComment) {
  const { place, commitId } = wanted;
  const now = timestamp(state);
  const comment: ReviewComment = {
    id: beyondInt + state.nextId(),
    thread: wanted.inReplyTo?.thread ?? { id: state.nextId(), resolvedBy: null },
    reviewId: wanted.reviewId,
    author: wanted.author,
    body: wanted.body,
    path: place.path,
    diffHunk: place.diffHunk,
    side: place.side,
    startSide: place.startSide,
    originalCommitId: commitId,
    originalLine: place.line,
    originalStartLine: place.startLine,
    originalPosition: place.position,
    commitId,
    line: place.line,
    startLine: place.startLine,
    position: place.position,
    inReplyToId: wanted.inReplyTo?.id ?? null,
    reactions: [],
    createdAt: now,
    updatedAt: now,
  };
  pull.reviewComments.push(comment);
  return comment;
}

/** Tells the App and the tests' barriers. */
export function announceReviewComment(state: State, pull: Pull, comment: ReviewComment): void {
  queueRepositoryHook(state, pull.repository, {
    event: "pull_request_review_comment",
    action: "created",
    sender: comment.author,
    payload: {
      comment: serializeReviewComment(state, pull, comment),
      pull_request: serializePullSimple(state, pull),
    },
  });
  state.events.record({
    kind: "effect",
    effect: "review_comment",
    repository: fullName(pull.repository),
    number: pull.number,
    id: comment.id,
  });
}

/** A reply stands where the thread's first comment stands. */
export function addReply(
  state: State,
  pull: Pull,
  root: ReviewComment,
  reply: { reviewId: number; author: User; body: string },
): ReviewComment {
  const place: FoundPlace = {
    path: root.path,
    side: root.side,
    line: root.originalLine,
    startSide: root.startSide,
    startLine: root.originalStartLine,
    position: root.originalPosition,
    hunk: 0,
    diffHunk: root.diffHunk,
  };
  const commitId = root.originalCommitId;
  const wanted = { ...reply, commitId, place, inReplyTo: root };
  const comment = addReviewComment(state, pull, wanted);
  comment.commitId = root.commitId;
  comment.line = root.line;
  comment.startLine = root.startLine;
  comment.position = root.position;
  return comment;
}

/** Moves the comments along after a push; those whose line is gone become outdated. */
export async function followHead(pull: Pull): Promise<void> {
  const files = await pullFiles(pull);
  for (const comment of pull.reviewComments) {
    const { originalCommitId, side, path } = comment;
    const between = await cachedDiff(pull.repository, originalCommitId, pull.head.sha);
    const moved = between.find((file) => file.path === path)?.patch ?? null;
    const follow = (line: number | null) =>
      line === null || side === "LEFT" ? line : mapLine(moved, line);
    const line = follow(comment.originalLine);
    const patch = files.find((file) => file.path === path)?.patch ?? "";
    const place = line === null ? null : findPlace(patch, side, line);
    comment.line = place === null ? null : line;
    comment.startLine = place === null ? null : follow(comment.originalStartLine);
    comment.position = place?.position ?? null;
    if (place !== null) comment.commitId = pull.head.sha;
  }
}
