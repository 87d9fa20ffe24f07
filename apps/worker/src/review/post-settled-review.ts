import { ExternalError } from "@devflow/errors";
import {
  commentMarker,
  findMarkerKey,
  type InstallationClient,
  type ReviewComment,
  reviewMarker,
} from "@devflow/github";
import { renderComment, renderSummary } from "@devflow/review";
import type { WorkerContext } from "../context.ts";
import {
  loadSettledReview,
  type SettledReview,
  type StoredFinding,
} from "../store/load-settled-review.ts";
import { recordPosted } from "../store/record-posted.ts";
import type { ReviewRow } from "../store/review-row.ts";
import { renderUnplacedFindings } from "./render-unplaced-findings.ts";

/**
 * Properties wanted: one review per head on GitHub whatever crashes; no finding is lost.
 * Design: what to post is read from the database, never from memory, so every run posts the same.
 * The review carries a marker with the head sha, each comment one with its fingerprint; the client
 * looks for the marker before each try. Findings without a comment id are the ones still to post:
 * before there is a review on GitHub they go into it, afterwards each becomes a comment of its own.
 * A review that GitHub has and our rows do not (a lost database, a restart in the middle) is found
 * by its marker first. Where GitHub refuses a position, the finding stands in the review's body.
 * Races accepted: a person deletes our review between look-up and update: the update fails with
 * `gone`, and the review ends as failed with that reason.
 */
export async function postSettledReview(
  context: WorkerContext,
  github: InstallationClient,
  row: ReviewRow,
): Promise<SettledReview> {
  const settled = await loadSettledReview(context.database, row.id);
  const unposted = settled.findings.filter((stored) => stored.githubCommentId === null);
  const posting = { context, github, row, settled, unposted };
  if (row.githubReviewId !== null) {
    await updateReview(posting, row.githubReviewId);
  } else if (unposted.length > 0) {
    const { repository, pullNumber, headSha } = row;
    const found = await github.findReview(repository, pullNumber, reviewMarker(headSha));
    if (found === null) await postReview(posting);
    else await updateReview(posting, found.id);
  }
  // Else silence is right: there is nothing to say, and the check run tells what was read.
  return settled;
}

interface Posting {
  context: WorkerContext;
  github: InstallationClient;
  row: ReviewRow;
  settled: SettledReview;
  unposted: readonly StoredFinding[];
}

async function postReview({ context, github, row, settled, unposted }: Posting): Promise<void> {
  const marker = reviewMarker(row.headSha);
  const { headSha, repository, pullNumber } = row;
  const post = (comments: ReviewComment[], unplaced: readonly StoredFinding[]) => {
    const body = bodyOf(row, settled, unplaced);
    return github.postReview(repository, pullNumber, { headSha, body, comments, marker });
  };
  const comments = unposted.map(({ finding }) => toComment(finding));
  const review = await post(comments, []).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
    context.logger.warn({ err: error }, "positions refused, posting without");
    return post([], unposted);
  });
  await context.onStep?.("posted");
  await recordPosted(context.database, row.id, {
    githubReviewId: review.id,
    commentIds: await commentIdsOf(github, row, unposted),
  });
}

function isRefusal(error: unknown): boolean {
  return error instanceof ExternalError && error.code === "rejected";
}

function bodyOf(row: ReviewRow, settled: SettledReview, unplaced: readonly StoredFinding[]) {
  const parts = [renderSummary(settled.summary)];
  if (unplaced.length > 0) {
    parts.push(renderUnplacedFindings(unplaced.map(({ finding }) => finding)));
  }
  return [...parts, reviewMarker(row.headSha)].join("\n\n");
}

/** GitHub's answer to a review does not name its comments; their markers do. */
async function commentIdsOf(
  github: InstallationClient,
  row: ReviewRow,
  posted: readonly StoredFinding[],
): Promise<Map<number, number>> {
  if (posted.length === 0) return new Map();
  const comments = await github.listOwnComments(row.repository, row.pullNumber);
  const byFingerprint = new Map(
    comments.map((comment) => [findMarkerKey("comment", comment.body), comment.id]),
  );
  return new Map(
    posted.flatMap(({ id, finding }) => {
      const commentId = byFingerprint.get(finding.fingerprint);
      return commentId === undefined ? [] : [[id, commentId] as const];
    }),
  );
}

async function updateReview(
  { context, github, row, settled, unposted }: Posting,
  githubReviewId: number,
): Promise<void> {
  const { repository, pullNumber } = row;
  const known = await commentIdsOf(github, row, unposted);
  await recordPosted(context.database, row.id, { githubReviewId, commentIds: known });
  const unplaced: StoredFinding[] = [];
  for (const stored of unposted) {
    if (known.has(stored.id)) continue;
    const commentId = await postComment(github, row, stored);
    if (commentId === null) unplaced.push(stored);
    else {
      const commentIds = new Map([[stored.id, commentId]]);
      await recordPosted(context.database, row.id, { githubReviewId, commentIds });
    }
  }
  const body = bodyOf(row, settled, unplaced);
  await github.updateReviewBody(repository, pullNumber, githubReviewId, body);
}

/** Null when GitHub refuses its position. */
async function postComment(
  github: InstallationClient,
  { repository, pullNumber, headSha }: ReviewRow,
  { finding }: StoredFinding,
): Promise<number | null> {
  const marker = commentMarker(finding.fingerprint);
  const comment = { ...toComment(finding), headSha, marker };
  try {
    return await github.postComment(repository, pullNumber, comment);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

function toComment(finding: StoredFinding["finding"]): ReviewComment {
  const { path, side, startLine, line } = finding;
  const body = `${renderComment(finding)}\n\n${commentMarker(finding.fingerprint)}`;
  return { path, side, startLine, line, body };
}
