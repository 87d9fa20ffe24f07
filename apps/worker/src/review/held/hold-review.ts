import type { RepositoryConfig } from "@devflow/config";
import type { InstallationClient } from "@devflow/github";
import type { WorkerContext } from "../../context.ts";
import { holdFindings, loadDrafts, markHeld } from "../../store/held-rows.ts";
import { loadSettledReview } from "../../store/load-settled-review.ts";
import { loadStanding } from "../../store/load-standing.ts";
import type { ReviewRow } from "../../store/review-row.ts";
import { applyThreadStates } from "../apply-thread-states.ts";
import { failsBy, showHeld } from "../check-run.ts";

/**
 * Keeps a settled review from being posted: its findings wait for a maintainer, numbered, in the
 * check run. Gives false where there is nothing to wait for. Threads of what was published before
 * follow the new head all the same.
 */
export async function holdReview(
  context: Pick<WorkerContext, "database" | "logger" | "metrics" | "onStep">,
  github: InstallationClient,
  row: ReviewRow,
  config: RepositoryConfig,
): Promise<boolean> {
  const { database } = context;
  if ((await holdFindings(database, row.id)) === 0) return false;
  await context.onStep?.("held");
  await applyThreadStates(context, github, row);
  await showWaiting(context, github, row, config);
  await markHeld(database, row.id);
  context.metrics.countReview("held");
  const { repository, pullNumber, headSha } = row;
  const about = { repository: `${repository.owner}/${repository.name}`, pullNumber, headSha };
  context.logger.info(about, "review waits for a maintainer");
  return true;
}

/** The draft as it is now, in the check run; what was said before and stands goes on counting. */
export async function showWaiting(
  { database }: Pick<WorkerContext, "database">,
  github: InstallationClient,
  row: ReviewRow,
  { review }: RepositoryConfig,
): Promise<void> {
  const { open, stillCounting } = await loadStanding(database, row);
  const { summary } = await loadSettledReview(database, row.id);
  const drafts = await loadDrafts(database, row.id);
  await showHeld(github, row, {
    drafts: drafts.filter(({ fate }) => fate === "waiting"),
    isFailing: failsBy([...open, ...stillCounting], review.failOn),
    stillCounting: stillCounting.length,
    expert: summary.expert,
  });
}
