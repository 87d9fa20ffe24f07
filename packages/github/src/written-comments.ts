import { ExternalError } from "@devflow/errors";
import type { z } from "zod";
import { type Context, inRepository, ownAuthor } from "./context.ts";
import type { CommentRef, RepositoryRef, WrittenComment, WrittenReviewComment } from "./model.ts";
import { pages } from "./pages.ts";
import { issueCommentSchema, reviewCommentSchema } from "./schemas.ts";

type IssueCommentAnswer = z.output<typeof issueCommentSchema>;
type ReviewCommentAnswer = z.output<typeof reviewCommentSchema>;
type IsOwn = (login: string) => boolean;

export async function readComment(
  context: Context,
  repository: RepositoryRef,
  to: CommentRef,
): Promise<WrittenComment | null> {
  const family = to.kind === "review_comment" ? "pulls" : "issues";
  const route = `GET /repos/{owner}/{repo}/${family}/comments/{comment_id}`;
  const where = { ...inRepository(repository), comment_id: to.commentId };
  const found = await orNull(context.session.read(issueCommentSchema, route, where));
  return found === null ? null : toWritten(found, await ownAuthor(context));
}

export async function readReviewComment(
  context: Context,
  repository: RepositoryRef,
  commentId: number,
): Promise<WrittenReviewComment | null> {
  const route = "GET /repos/{owner}/{repo}/pulls/comments/{comment_id}";
  const where = { ...inRepository(repository), comment_id: commentId };
  const found = await orNull(context.session.read(reviewCommentSchema, route, where));
  return found === null ? null : toWrittenInReview(found, await ownAuthor(context));
}

/** GitHub lists no threads over REST: every comment of the pull request says which it answers. */
export async function listThreadComments(
  context: Context,
  repository: RepositoryRef,
  number: number,
  commentId: number,
): Promise<WrittenReviewComment[]> {
  const isOwn = await ownAuthor(context);
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments";
  const query = { ...inRepository(repository), pull_number: number };
  const all: WrittenReviewComment[] = [];
  for await (const comment of pages(context.session, reviewCommentSchema, route, query)) {
    all.push(toWrittenInReview(comment, isOwn));
  }
  const asked = all.find(({ id }) => id === commentId);
  if (asked === undefined) return [];
  const firstId = asked.inReplyToId ?? asked.id;
  return all.filter(({ id, inReplyToId }) => id === firstId || inReplyToId === firstId);
}

export async function listIssueComments(
  context: Context,
  repository: RepositoryRef,
  number: number,
): Promise<WrittenComment[]> {
  const isOwn = await ownAuthor(context);
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
  const query = { ...inRepository(repository), issue_number: number };
  const all: WrittenComment[] = [];
  for await (const comment of pages(context.session, issueCommentSchema, route, query)) {
    all.push(toWritten(comment, isOwn));
  }
  return all;
}

async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (failure) {
    if (failure instanceof ExternalError && failure.status === 404) return null;
    throw failure;
  }
}

function toWritten(comment: IssueCommentAnswer, isOwn: IsOwn): WrittenComment {
  const { login, type } = comment.user;
  return {
    id: comment.id,
    author: { login, isBot: type === "Bot", isSelf: isOwn(login) },
    body: comment.body ?? "",
    createdAt: comment.created_at,
    url: comment.html_url,
  };
}

function toWrittenInReview(comment: ReviewCommentAnswer, isOwn: IsOwn): WrittenReviewComment {
  const line = comment.line ?? null;
  const originalLine = comment.original_line ?? null;
  return {
    ...toWritten(comment, isOwn),
    path: comment.path,
    side: comment.side === "LEFT" ? "LEFT" : "RIGHT",
    startLine: line === null ? null : (comment.start_line ?? line),
    line,
    originalStartLine: comment.original_start_line ?? originalLine,
    originalLine,
    originalSha: comment.original_commit_id,
    inReplyToId: comment.in_reply_to_id ?? null,
    diffHunk: comment.diff_hunk,
  };
}
