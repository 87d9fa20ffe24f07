import type { JsonObject, Pull, ReviewComment } from "../model.ts";
import { nodeId, type State } from "../state.ts";
import { associationOf } from "./association.ts";
import { pullPage, pullUrl } from "./pull.ts";
import { rollUp } from "./reactions.ts";
import { repositoryUrl } from "./repository.ts";
import { serializeUser } from "./user.ts";

/**
 * `review-comment`: the older form, listed per review. GitHub gives no line or side there, so a
 * client that needs them must list the pull request's comments.
 */
export function serializeReviewCommentOfReview(
  state: State,
  pull: Pull,
  comment: ReviewComment,
): JsonObject {
  const url = `${repositoryUrl(state, pull.repository)}/pulls/comments/${comment.id}`;
  const page = `${pullPage(state, pull)}#discussion_r${comment.id}`;
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: nodeId("PRRC", comment.id),
    diff_hunk: comment.diffHunk,
    path: comment.path,
    position: comment.position,
    original_position: comment.originalPosition,
    commit_id: comment.commitId,
    original_commit_id: comment.originalCommitId,
    user: serializeUser(state, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: page,
    pull_request_url: pullUrl(state, pull),
    author_association: associationOf(pull.repository, comment.author),
    _links: {
      self: { href: url },
      html: { href: page },
      pull_request: { href: pullUrl(state, pull) },
    },
    reactions: rollUp(comment.reactions, url),
    ...(comment.inReplyToId === null ? {} : { in_reply_to_id: comment.inReplyToId }),
  };
}

/** `pull-request-review-comment`; `line` is null once the comment is outdated. */
export function serializeReviewComment(
  state: State,
  pull: Pull,
  comment: ReviewComment,
): JsonObject {
  return {
    ...serializeReviewCommentOfReview(state, pull, comment),
    start_line: comment.startLine,
    original_start_line: comment.originalStartLine,
    start_side: comment.startSide,
    line: comment.line,
    original_line: comment.originalLine,
    side: comment.side,
    subject_type: "line",
  };
}
