import type { InstallationClient } from "@devflow/github";
import type { WorkerContext } from "../context.ts";
import { findShownReview, newestReviewId } from "../store/find-shown-review.ts";
import { loadSettledReview } from "../store/load-settled-review.ts";
import { showReviewed } from "./check-run.ts";
import { putSummary } from "./put-summary.ts";
import { readConfiguration } from "./read-configuration.ts";

type Context = Pick<WorkerContext, "database">;

/**
 * A person decided about a remark, and no commit came: the summary and the check run of the newest
 * review say what stands now. Where that review is still to come, or its head is not the newest any
 * more, nothing is done: the next one shows it.
 */
export async function refreshShown(
  { database }: Context,
  github: InstallationClient,
  reviewId: string,
): Promise<void> {
  const row = await findShownReview(database, reviewId);
  if (row === null) return;
  const pull = await github.readPullRequest(row.repository, row.pullNumber);
  if (pull.headSha !== row.headSha) return;
  const { config } = await readConfiguration(github, row.repository, pull);
  const { summary } = await loadSettledReview(database, row.id);
  await putSummary({ database }, github, row, summary);
  await showReviewed({ database }, github, row, summary, config.review.failOn);
}

/** The same by pull request; one that was never reviewed shows nothing. */
export async function refreshShownOf(
  context: Context,
  github: InstallationClient,
  pull: { repositoryId: number; pullNumber: number },
): Promise<void> {
  const reviewId = await newestReviewId(context.database, pull);
  if (reviewId !== null) await refreshShown(context, github, reviewId);
}
