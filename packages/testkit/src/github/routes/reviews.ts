import { addReview } from "../actions/reviews.ts";
import { type Call, integer, list, numberParam, object, type Routes, text } from "../http/call.ts";
import { page } from "../http/paginate.ts";
import { notFound, ok } from "../http/reply.ts";
import type { Json, Pull, Review } from "../model.ts";
import { serializeReview } from "../serialize/review.ts";
import { serializeReviewCommentOfReview } from "../serialize/review-comment.ts";
import { fullName } from "../state.ts";
import { ownOnly, pullOf, pullToWrite, speaker } from "./lookups.ts";

function reviewOf(call: Call, pull: Pull): Review {
  const review = pull.reviews.find((each) => each.id === numberParam(call, "review_id"));
  if (review === undefined) throw notFound();
  return review;
}

function commentOf(value: Json) {
  const comment = object(value) ?? {};
  return {
    path: text(comment.path) ?? "",
    body: text(comment.body) ?? "",
    line: integer(comment.line),
    side: text(comment.side),
    startLine: integer(comment.start_line),
    startSide: text(comment.start_side),
    position: integer(comment.position),
  };
}

export const reviewRoutes = {
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews": async (call) => {
    const pull = pullToWrite(call);
    const review = await addReview(call.state, pull, {
      author: speaker(call),
      body: text(call.body.body) ?? "",
      event: text(call.body.event),
      commitId: text(call.body.commit_id),
      comments: list(call.body.comments).map(commentOf),
    });
    return ok(serializeReview(call.state, pull, review));
  },

  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews": (call) => {
    const pull = pullOf(call);
    const { items, headers } = page(call, pull.reviews);
    return ok(
      items.map((review) => serializeReview(call.state, pull, review)),
      headers,
    );
  },

  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}": (call) => {
    const pull = pullOf(call);
    return ok(serializeReview(call.state, pull, reviewOf(call, pull)));
  },

  "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}": (call) => {
    const pull = pullToWrite(call);
    const review = reviewOf(call, pull);
    ownOnly(call, review.author);
    review.body = text(call.body.body) ?? "";
    const repository = fullName(pull.repository);
    const { number } = pull;
    const { id } = review;
    call.state.events.record({ kind: "effect", effect: "review_body", repository, number, id });
    return ok(serializeReview(call.state, pull, review));
  },

  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/comments": (call) => {
    const pull = pullOf(call);
    const { id } = reviewOf(call, pull);
    const comments = pull.reviewComments.filter((each) => each.reviewId === id);
    const { items, headers } = page(call, comments);
    return ok(
      items.map((comment) => serializeReviewCommentOfReview(call.state, pull, comment)),
      headers,
    );
  },
} satisfies Routes;
