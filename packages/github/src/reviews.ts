import { invariant } from "@devflow/errors";
import { type Context, inRepository, ownAuthor } from "./context.ts";
import { carriesMarker } from "./marker.ts";
import type { PostedReview, RepositoryRef, ReviewComment } from "./model.ts";
import { pages } from "./pages.ts";
import { createOnce } from "./retry-policy.ts";
import { anything, reviewSchema } from "./schemas.ts";

export interface NewReview {
  headSha: string;
  body: string;
  comments: ReviewComment[];
  marker: string;
  /** Looked at before every try: one that waits for GitHub must not post for a head that has gone. */
  signal?: AbortSignal;
}

export async function findReview(
  context: Context,
  repository: RepositoryRef,
  number: number,
  marker: string,
): Promise<PostedReview | null> {
  const isOwn = await ownAuthor(context);
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews";
  const query = { ...inRepository(repository), pull_number: number };
  for await (const review of pages(context.session, reviewSchema, route, query)) {
    const body = review.body ?? "";
    if (isOwn(review.user.login) && carriesMarker(body, marker)) {
      return { id: review.id, headSha: review.commit_id ?? "", body };
    }
  }
  return null;
}

export async function postReview(
  context: Context,
  repository: RepositoryRef,
  number: number,
  review: NewReview,
): Promise<PostedReview> {
  invariant(review.body.includes(review.marker), "the body of a review carries its marker");
  return await createOnce(
    context.session.policy,
    () => findReview(context, repository, number, review.marker),
    async () => {
      review.signal?.throwIfAborted();
      const route = "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews";
      const posted = await context.session.write(reviewSchema, route, {
        ...inRepository(repository),
        pull_number: number,
        commit_id: review.headSha,
        event: "COMMENT",
        body: review.body,
        comments: review.comments.map(toWireComment),
      });
      return { id: posted.id, headSha: review.headSha, body: review.body };
    },
  );
}

export async function updateReviewBody(
  context: Context,
  repository: RepositoryRef,
  number: number,
  reviewId: number,
  body: string,
): Promise<void> {
  const route = "PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}";
  const where = { ...inRepository(repository), pull_number: number, review_id: reviewId };
  await context.session.rewrite(anything, route, { ...where, body });
}

/** GitHub refuses `start_line` on a comment of one line. */
export function toWireComment(comment: ReviewComment): Record<string, string | number> {
  const { path, body, side, line, startLine } = comment;
  if (startLine === line) return { path, body, side, line };
  return { path, body, side, line, start_side: side, start_line: startLine };
}
