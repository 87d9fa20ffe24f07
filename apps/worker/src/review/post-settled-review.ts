import { ExternalError, invariant } from "@devflow/errors";
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
 * before there is a review they go into it, afterwards each becomes a comment of its own.
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
  if (row.githubReviewId === null) {
    // Silence is right when there is nothing to say: the check run tells what was read.
    if (unposted.length > 0) await postReview(context, github, row, settled, unposted);
  } else {
    await updateReview(context, github, row, settled, unposted);
  }
  return settled;
}

async function postReview(
  context: WorkerContext,
  github: InstallationClient,
  row: ReviewRow,
  settled: SettledReview,
  unposted: readonly StoredFinding[],
): Promise<void> {
  const marker = reviewMarker(row.headSha);
  const body = `${renderSummary(settled.summary)}\n\n${marker}`;
  const comments = unposted.map(({ finding }) => toComment(finding));
  const { headSha, repository, pullNumber } = row;
  const review = await github
    .postReview(repository, pullNumber, { headSha, body, comments, marker })
    .catch((error: unknown) => {
      if (!(error instanceof ExternalError) || error.code !== "rejected") throw error;
      context.logger.warn({ err: error }, "positions refused, posting without");
      const text = renderUnplacedFindings(unposted.map(({ finding }) => finding));
      const unplaced = `${renderSummary(settled.summary)}\n\n${text}\n\n${marker}`;
      const withoutComments = { headSha, body: unplaced, comments: [], marker };
      return github.postReview(repository, pullNumber, withoutComments);
    });
  await context.onStep?.("posted");
  await recordPosted(context.database, row.id, {
    githubReviewId: review.id,
    commentIds: await commentIdsOf(github, row, unposted),
  });
}

/** GitHub's answer to a review does not name its comments; their markers do. */
async function commentIdsOf(
  github: InstallationClient,
  row: ReviewRow,
  posted: readonly StoredFinding[],
): Promise<Map<number, number>> {
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
  context: WorkerContext,
  github: InstallationClient,
  row: ReviewRow,
  settled: SettledReview,
  unposted: readonly StoredFinding[],
): Promise<void> {
  const { headSha, repository, pullNumber, githubReviewId } = row;
  invariant(githubReviewId !== null, "only a posted review is updated");
  for (const { id, finding } of unposted) {
    const marker = commentMarker(finding.fingerprint);
    const comment = { ...toComment(finding), headSha, marker };
    const commentId = await github.postComment(repository, pullNumber, comment);
    const commentIds = new Map([[id, commentId]]);
    await recordPosted(context.database, row.id, { githubReviewId, commentIds });
  }
  const body = `${renderSummary(settled.summary)}\n\n${reviewMarker(headSha)}`;
  await github.updateReviewBody(repository, pullNumber, githubReviewId, body);
}

function toComment(finding: StoredFinding["finding"]): ReviewComment {
  const { path, side, startLine, line } = finding;
  const body = `${renderComment(finding)}\n\n${commentMarker(finding.fingerprint)}`;
  return { path, side, startLine, line, body };
}
