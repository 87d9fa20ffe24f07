import type { IssueComment, JsonObject, Pull, ReviewComment, User } from "../model.ts";
import { serializeIssueComment } from "../serialize/issue-comment.ts";
import { serializePullAsIssue, serializePullSimple } from "../serialize/pull.ts";
import { serializeReviewComment } from "../serialize/review-comment.ts";
import { fullName, type State, timestamp } from "../state.ts";
import { queueRepositoryHook } from "../webhooks/queue-hook.ts";

/** A new text for a comment, with its webhook. */
export function editComment(
  state: State,
  pull: Pull,
  comment: IssueComment | ReviewComment,
  change: { body: string; by: User },
): void {
  const changes = { body: { from: comment.body } };
  comment.body = change.body;
  comment.updatedAt = timestamp(state);
  announce(state, pull, comment, { action: "edited", by: change.by, more: { changes } });
  record(state, pull, "comment_body", comment.id);
}

/** Takes a comment away; where it began a thread, the next one of the thread takes its place. */
export function deleteComment(
  state: State,
  pull: Pull,
  comment: IssueComment | ReviewComment,
  by: User,
): void {
  announce(state, pull, comment, { action: "deleted", by, more: {} });
  if (isReviewComment(comment)) {
    pull.reviewComments = pull.reviewComments.filter((each) => each !== comment);
    const left = pull.reviewComments.filter((each) => each.thread === comment.thread);
    for (const each of left) each.inReplyToId = each === left[0] ? null : (left[0]?.id ?? null);
  } else {
    pull.comments = pull.comments.filter((each) => each !== comment);
  }
  record(state, pull, "comment_deleted", comment.id);
}

function isReviewComment(comment: IssueComment | ReviewComment): comment is ReviewComment {
  return "path" in comment;
}

function announce(
  state: State,
  pull: Pull,
  comment: IssueComment | ReviewComment,
  change: { action: "edited" | "deleted"; by: User; more: JsonObject },
): void {
  const { action, by, more } = change;
  const isReview = isReviewComment(comment);
  const payload: JsonObject = isReview
    ? {
        comment: serializeReviewComment(state, pull, comment),
        pull_request: serializePullSimple(state, pull),
      }
    : {
        comment: serializeIssueComment(state, pull, comment),
        issue: serializePullAsIssue(state, pull),
      };
  queueRepositoryHook(state, pull.repository, {
    event: isReview ? "pull_request_review_comment" : "issue_comment",
    action,
    sender: by,
    payload: { ...payload, ...more },
  });
}

function record(state: State, pull: Pull, effect: "comment_body" | "comment_deleted", id: number) {
  const repository = fullName(pull.repository);
  state.events.record({ kind: "effect", effect, repository, number: pull.number, id });
}
