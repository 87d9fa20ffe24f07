import { invariant } from "@devflow/errors";
import { type Context, inRepository, ownAuthor } from "./context.ts";
import { carriesMarker } from "./marker.ts";
import type {
  CommentRef,
  PostedComment,
  RepositoryRef,
  ReviewComment,
  WrittenComment,
} from "./model.ts";
import { pages } from "./pages.ts";
import { createOnce } from "./retry-policy.ts";
import { toWireComment } from "./reviews.ts";
import { anything, reviewCommentSchema, withId } from "./schemas.ts";
import { listIssueComments } from "./written-comments.ts";

export type Reaction = "eyes" | "+1" | "-1" | "confused" | "rocket";

export async function listOwnComments(
  context: Context,
  repository: RepositoryRef,
  number: number,
): Promise<PostedComment[]> {
  const isOwn = await ownAuthor(context);
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments";
  const query = { ...inRepository(repository), pull_number: number };
  const own: PostedComment[] = [];
  for await (const comment of pages(context.session, reviewCommentSchema, route, query)) {
    if (!isOwn(comment.user.login)) continue;
    own.push({
      id: comment.id,
      path: comment.path,
      side: comment.side === "LEFT" ? "LEFT" : "RIGHT",
      startLine: comment.line == null ? null : (comment.start_line ?? comment.line),
      line: comment.line ?? null,
      body: comment.body ?? "",
      authorIsSelf: true,
    });
  }
  return own;
}

export async function postComment(
  context: Context,
  repository: RepositoryRef,
  number: number,
  comment: ReviewComment & { headSha: string; marker: string },
): Promise<number> {
  invariant(comment.body.includes(comment.marker), "the body of a comment carries its marker");
  return await createOnce(
    context.session.policy,
    () => findOwnReviewComment(context, repository, number, comment.marker),
    async () => {
      const route = "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments";
      const posted = await context.session.write(withId, route, {
        ...inRepository(repository),
        pull_number: number,
        commit_id: comment.headSha,
        ...toWireComment(comment),
      });
      return posted.id;
    },
  );
}

export async function reply(
  context: Context,
  repository: RepositoryRef,
  number: number,
  to: CommentRef,
  body: string,
  marker: string,
): Promise<number> {
  invariant(body.includes(marker), "the body of a reply carries its marker");
  const inThread = to.kind === "review_comment";
  return await createOnce(
    context.session.policy,
    () =>
      inThread
        ? findOwnReviewComment(context, repository, number, marker)
        : findOwnIssueComment(context, repository, number, marker),
    () =>
      inThread
        ? replyInThread(context, repository, number, to.commentId, body)
        : writeIssueComment(context, repository, number, body),
  );
}

/** GitHub takes the same reaction of the same author once, so repeating it is harmless. */
export async function react(
  context: Context,
  repository: RepositoryRef,
  to: CommentRef,
  reaction: Reaction,
): Promise<void> {
  const route = `POST ${commentPath(to)}/reactions`;
  const where = { ...inRepository(repository), comment_id: to.commentId };
  await context.session.rewrite(anything, route, { ...where, content: reaction });
}

/** Setting the same text twice changes nothing, so an answer that was lost may be repeated. */
export async function editComment(
  context: Context,
  repository: RepositoryRef,
  to: CommentRef,
  body: string,
): Promise<void> {
  const where = { ...inRepository(repository), comment_id: to.commentId };
  await context.session.rewrite(anything, `PATCH ${commentPath(to)}`, { ...where, body });
}

/** The path of a comment by its id, whichever family it belongs to. */
function commentPath({ kind }: CommentRef): string {
  const family = kind === "review_comment" ? "pulls" : "issues";
  return `/repos/{owner}/{repo}/${family}/comments/{comment_id}`;
}

async function findOwnReviewComment(
  context: Context,
  repository: RepositoryRef,
  number: number,
  marker: string,
): Promise<number | null> {
  const comments = await listOwnComments(context, repository, number);
  return comments.find((comment) => carriesMarker(comment.body, marker))?.id ?? null;
}

async function findOwnIssueComment(
  context: Context,
  repository: RepositoryRef,
  number: number,
  marker: string,
): Promise<number | null> {
  const comments = await listIssueComments(context, repository, number);
  const isOurs = (each: WrittenComment) => each.author.isSelf && carriesMarker(each.body, marker);
  return comments.find(isOurs)?.id ?? null;
}

/** GitHub knows no replies to replies: the thread's first comment is the one to answer. */
async function replyInThread(
  context: Context,
  repository: RepositoryRef,
  number: number,
  commentId: number,
  body: string,
): Promise<number> {
  const asked = await context.session.read(
    reviewCommentSchema,
    "GET /repos/{owner}/{repo}/pulls/comments/{comment_id}",
    { ...inRepository(repository), comment_id: commentId },
  );
  const route = "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies";
  const posted = await context.session.write(withId, route, {
    ...inRepository(repository),
    pull_number: number,
    comment_id: asked.in_reply_to_id ?? commentId,
    body,
  });
  return posted.id;
}

export async function writeIssueComment(
  context: Context,
  repository: RepositoryRef,
  number: number,
  body: string,
): Promise<number> {
  const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
  const where = { ...inRepository(repository), issue_number: number };
  return (await context.session.write(withId, route, { ...where, body })).id;
}
