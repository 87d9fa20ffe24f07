import { ExternalError } from "@devflow/errors";
import {
  commentMarker,
  findMarkerKey,
  type InstallationClient,
  placeMarker,
  type ReviewComment,
  reviewMarker,
} from "@devflow/github";
import { renderComment, renderReviewBody, type SafeMarkdownOptions } from "@devflow/review";
import type { WorkerContext } from "../context.ts";
import {
  loadSettledReview,
  type SettledReview,
  type StoredFinding,
} from "../store/load-settled-review.ts";
import { moveToSummary } from "../store/move-to-summary.ts";
import { recordPosted } from "../store/record-posted.ts";
import type { ReviewRow } from "../store/review-row.ts";

/**
 * Properties wanted: one review per head on GitHub whatever crashes; no finding is lost.
 * Design: what to post is read from the database, never from memory, so every run posts the same.
 * The review's body is one line; it carries a marker with the head sha, each comment one with its
 * fingerprint; the client looks for the marker before each try. Inline findings without a comment id
 * are the ones still to post: before there is a review on GitHub they go into it, afterwards each
 * becomes a comment of its own. A review that GitHub has and our rows do not (a lost database, a
 * restart in the middle) is found by its marker first. One position that GitHub refuses makes it
 * refuse the whole review: then each comment is tried by itself, and what is refused again becomes a
 * line of the summary, which names every finding that has no comment.
 * A newer head takes over at any moment: from then on nothing more is posted here, also not by a try
 * that waited for GitHub; what the newer review finds of it on GitHub it does not say again.
 * Races accepted: a person deletes our review between look-up and update: the update fails with
 * `gone`, and the review ends as failed with that reason.
 */
export async function postSettledReview(
  context: Pick<WorkerContext, "database" | "logger" | "onStep">,
  github: InstallationClient,
  row: ReviewRow,
  options: SafeMarkdownOptions,
  signal?: AbortSignal,
): Promise<void> {
  const settled = await loadSettledReview(context.database, row.id);
  const unposted = settled.findings.filter(
    ({ githubCommentId, finding }) => githubCommentId === null && finding.place === "inline",
  );
  const posting = { context, github, row, settled, unposted, options, signal };
  if (row.githubReviewId !== null) {
    await updateReview(posting, row.githubReviewId);
  } else if (unposted.length > 0) {
    const { repository, pullNumber, headSha } = row;
    const found = await github.findReview(repository, pullNumber, reviewMarker(headSha));
    if (found === null) await postReview(await withoutPosted(posting));
    else await updateReview(posting, found.id);
  }
  // Else silence is right: there is nothing to say, and the check run tells what was read.
}

interface Posting {
  context: Pick<WorkerContext, "database" | "logger" | "onStep">;
  github: InstallationClient;
  row: ReviewRow;
  settled: SettledReview;
  unposted: readonly StoredFinding[];
  options: SafeMarkdownOptions;
  signal: AbortSignal | undefined;
}

/** What the review of an earlier head said while this one was settled is not said again. */
async function withoutPosted(posting: Posting): Promise<Posting> {
  const { context, github, row, unposted } = posting;
  const commentIds = await commentIdsOf(github, row, unposted);
  await recordPosted(context.database, row.id, { githubReviewId: null, commentIds });
  return { ...posting, unposted: unposted.filter(({ id }) => !commentIds.has(id)) };
}

async function postReview(posting: Posting): Promise<void> {
  const { context, github, row, settled, unposted, options, signal } = posting;
  if (unposted.length === 0) return;
  const marker = reviewMarker(row.headSha);
  const { headSha, repository, pullNumber } = row;
  const post = (comments: ReviewComment[]) => {
    const body = bodyOf(row, settled);
    const review = { headSha, body, comments, marker, ...(signal && { signal }) };
    return github.postReview(repository, pullNumber, review);
  };
  let review: { id: number };
  try {
    review = await post(unposted.map((stored) => toComment(stored, settled, options)));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    context.logger.warn({ err: error }, "positions refused, posting each by itself");
    review = await post([]);
    await context.onStep?.("posted");
    return await postOneByOne(posting, review.id, new Map());
  }
  await context.onStep?.("posted");
  const commentIds = await commentIdsOf(github, row, unposted);
  await recordPosted(context.database, row.id, { githubReviewId: review.id, commentIds });
}

function isRefusal(error: unknown): boolean {
  return error instanceof ExternalError && error.code === "rejected";
}

function bodyOf(row: ReviewRow, settled: SettledReview): string {
  return `${renderReviewBody(settled.summary)}\n\n${reviewMarker(row.headSha)}`;
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

async function updateReview(posting: Posting, githubReviewId: number): Promise<void> {
  const { github, row, settled, unposted } = posting;
  await postOneByOne(posting, githubReviewId, await commentIdsOf(github, row, unposted));
  const body = bodyOf(row, settled);
  await github.updateReviewBody(row.repository, row.pullNumber, githubReviewId, body);
}

/** Findings that have no comment yet, beside a review that is there; `known` were found on GitHub. */
async function postOneByOne(
  posting: Posting,
  githubReviewId: number,
  known: ReadonlyMap<number, number>,
): Promise<void> {
  const { context, row, unposted, signal } = posting;
  await recordPosted(context.database, row.id, { githubReviewId, commentIds: known });
  for (const stored of unposted) {
    if (known.has(stored.id)) continue;
    signal?.throwIfAborted();
    const commentId = await postComment(posting, stored);
    if (commentId === null) {
      await moveToSummary(context.database, stored.id);
      continue;
    }
    const commentIds = new Map([[stored.id, commentId]]);
    await recordPosted(context.database, row.id, { githubReviewId, commentIds });
  }
}

/** Null when GitHub refuses its position. */
async function postComment(
  { github, row, settled, options }: Posting,
  stored: StoredFinding,
): Promise<number | null> {
  const { repository, pullNumber, headSha } = row;
  const marker = commentMarker(stored.finding.fingerprint);
  const comment = { ...toComment(stored, settled, options), headSha, marker };
  try {
    return await github.postComment(repository, pullNumber, comment);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** With a mark of each place that it names beside its own: a lost database knows them again. */
function toComment(
  { finding, remarkId }: StoredFinding,
  { findings }: SettledReview,
  options: SafeMarkdownOptions,
): ReviewComment {
  const { path, side, startLine, line, fingerprint } = finding;
  const named = findings.filter(({ namedBy }) => namedBy !== null && namedBy === remarkId);
  const marks = named.map((place) =>
    placeMarker({
      fingerprint: place.finding.fingerprint,
      linesBelow: place.finding.line - line,
    }),
  );
  const marked = [...marks, commentMarker(fingerprint)].join("\n");
  return { path, side, startLine, line, body: `${renderComment(finding, options)}\n\n${marked}` };
}
