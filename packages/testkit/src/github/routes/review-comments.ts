import { deleteComment, editComment } from "../actions/comment-changes.ts";
import { findInPull, isPullCommit, PositionRefused } from "../actions/positions-in-pull.ts";
import { addReply, addReviewComment, announceReviewComment } from "../actions/review-comments.ts";
import { storeReview } from "../actions/reviews.ts";
import { type Call, integer, type Routes, text } from "../http/call.ts";
import { page } from "../http/paginate.ts";
import { notFound, ok, reply, validationFailed } from "../http/reply.ts";
import type { Pull, Review, ReviewComment } from "../model.ts";
import { serializeReviewComment } from "../serialize/review-comment.ts";
import { checkSuggestions } from "../suggestions/check-suggestions.ts";
import {
  ownOnly,
  pullOf,
  pullToWrite,
  repositoryOf,
  repositoryToWrite,
  reviewCommentOf,
  speaker,
} from "./lookups.ts";

const resource = "PullRequestReviewComment";

function ownReview(call: Call, pull: Pull, commitId: string): Review {
  const review = { body: "", state: "COMMENTED" as const, commitId };
  return storeReview(call.state, pull, speaker(call), review);
}

/** The first comment of a thread; GitHub refuses replies to replies. */
function threadOf(pull: Pull, id: number): ReviewComment {
  const root = pull.reviewComments.find((each) => each.id === id);
  if (root === undefined || root.inReplyToId !== null) throw notFound();
  return root;
}

async function replyTo(call: Call, pull: Pull, id: number): Promise<ReviewComment> {
  const root = threadOf(pull, id);
  const review = ownReview(call, pull, root.originalCommitId);
  const body = text(call.body.body) ?? "";
  if (root.line !== null) {
    const place = { path: root.path, side: root.side, startLine: root.startLine, line: root.line };
    const said = { ...place, author: speaker(call), body, commitId: pull.head.sha };
    await checkSuggestions(call.state, pull, said);
  }
  const wanted = { reviewId: review.id, author: speaker(call), body };
  return addReply(call.state, pull, root, wanted);
}

async function newThread(call: Call, pull: Pull): Promise<ReviewComment> {
  const { state, body } = call;
  const commitId = text(body.commit_id) ?? "";
  if (!(await isPullCommit(pull, commitId))) {
    const message = "commit_id is not part of the pull request";
    throw validationFailed([{ resource, code: "custom", field: "commit_id", message }]);
  }
  const wanted = {
    path: text(body.path) ?? "",
    line: integer(body.line),
    side: text(body.side),
    startLine: integer(body.start_line),
    startSide: text(body.start_side),
    position: integer(body.position),
  };
  const place = await findInPull(pull, commitId, wanted).catch((error: unknown) => {
    throw error instanceof PositionRefused ? error.asCommentError() : error;
  });
  const said = { ...place, author: speaker(call), body: text(body.body) ?? "", commitId };
  await checkSuggestions(state, pull, said);
  return addReviewComment(state, pull, {
    reviewId: ownReview(call, pull, commitId).id,
    author: speaker(call),
    body: text(body.body) ?? "",
    commitId,
    place,
    inReplyTo: null,
  });
}

function created(call: Call, pull: Pull, comment: ReviewComment) {
  announceReviewComment(call.state, pull, comment);
  return reply(201, serializeReviewComment(call.state, pull, comment));
}

/** Longest comment that GitHub takes, in characters. */
const maximumBodyLength = 65_536;

function refuseBody(call: Call): void {
  const body = text(call.body.body) ?? "";
  if (body.trim() === "") {
    throw validationFailed([{ resource, code: "missing_field", field: "body" }]);
  }
  if (body.length <= maximumBodyLength) return;
  const message = `body is too long (maximum is ${maximumBodyLength} characters)`;
  throw validationFailed([{ resource, code: "custom", field: "body", message }]);
}

export const reviewCommentRoutes = {
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments": (call) => {
    const pull = pullOf(call);
    const isNewestFirst = call.query.get("direction") === "desc" && call.query.has("sort");
    const comments = isNewestFirst ? pull.reviewComments.toReversed() : pull.reviewComments;
    const since = call.query.get("since") ?? "";
    const { items, headers } = page(
      call,
      comments.filter((each) => each.updatedAt >= since),
    );
    return ok(
      items.map((comment) => serializeReviewComment(call.state, pull, comment)),
      headers,
    );
  },

  "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments": async (call) => {
    const pull = pullToWrite(call);
    refuseBody(call);
    const replyId = integer(call.body.in_reply_to);
    const comment =
      replyId === undefined ? await newThread(call, pull) : await replyTo(call, pull, replyId);
    return created(call, pull, comment);
  },

  "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies": async (call) => {
    const pull = pullToWrite(call);
    refuseBody(call);
    return created(call, pull, await replyTo(call, pull, Number(call.params.comment_id)));
  },

  "GET /repos/{owner}/{repo}/pulls/comments/{comment_id}": (call) => {
    const { pull, comment } = reviewCommentOf(call, repositoryOf(call));
    return ok(serializeReviewComment(call.state, pull, comment));
  },

  "PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}": (call) => {
    const { pull, comment } = reviewCommentOf(call, repositoryToWrite(call));
    ownOnly(call, comment.author);
    refuseBody(call);
    const body = text(call.body.body) ?? "";
    editComment(call.state, pull, comment, { body, by: speaker(call) });
    return ok(serializeReviewComment(call.state, pull, comment));
  },

  "DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}": (call) => {
    const { pull, comment } = reviewCommentOf(call, repositoryToWrite(call));
    ownOnly(call, comment.author);
    deleteComment(call.state, pull, comment, speaker(call));
    return reply(204);
  },
} satisfies Routes;
