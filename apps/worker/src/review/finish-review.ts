import type { RepositoryConfig } from "@devflow/config";
import type { InstallationClient } from "@devflow/github";
import type { WorkerContext } from "../context.ts";
import { loadSettledReview, type SettledReview } from "../store/load-settled-review.ts";
import { recordSaid } from "../store/record-said.ts";
import type { ReviewRow } from "../store/review-row.ts";
import { applyThreadStates } from "./apply-thread-states.ts";
import { showReviewed } from "./check-run.ts";
import { linkTargets } from "./link-targets.ts";
import { postSettledReview } from "./post-settled-review.ts";
import { putSummary } from "./put-summary.ts";

/**
 * Brings what is settled to the pull request, in this order: the review with its comments, the
 * threads of earlier remarks, the summary, the check run. Every step looks at what is there and does
 * what is missing, so a run that died anywhere is repeated from the start. `showCheck` is another
 * last step, for a review of which a part goes on waiting.
 */
export async function finishReview(
  context: Pick<WorkerContext, "database" | "logger" | "onStep">,
  github: InstallationClient,
  row: ReviewRow,
  config: RepositoryConfig,
  {
    showCheck = showReviewed,
    signal,
  }: {
    showCheck?: (...shown: Parameters<typeof showReviewed>) => Promise<unknown>;
    signal?: AbortSignal;
  } = {},
): Promise<SettledReview> {
  const options = { linkTargets: linkTargets(github, row.repository, config) };
  await postSettledReview(context, github, row, options, signal);
  await recordSaid(context.database, row);
  await applyThreadStates(context, github, row);
  await context.onStep?.("threads");
  // Read again: what a person opened or resolved in the meantime counts already.
  const settled = await loadSettledReview(context.database, row.id);
  await putSummary(context, github, row, settled.summary);
  await context.onStep?.("summary");
  await showCheck(context, github, row, settled.summary, config.review.failOn);
  return settled;
}
