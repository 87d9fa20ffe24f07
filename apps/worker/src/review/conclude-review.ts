import type { WorkerContext } from "../context.ts";
import { type EndState, endReview } from "../store/end-review.ts";
import type { ReviewRow } from "../store/review-row.ts";

/** Ends the row and says so once: in the log, with what matters as fields, and in the metrics. */
export async function concludeReview(
  context: WorkerContext,
  row: ReviewRow,
  state: EndState,
  outcome: string,
  fields: Record<string, unknown> = {},
): Promise<void> {
  await endReview(context.database, row.id, state, outcome);
  context.metrics.countReview(state);
  const { owner, name } = row.repository;
  const about = {
    repository: `${owner}/${name}`,
    pullNumber: row.pullNumber,
    headSha: row.headSha,
  };
  context.logger.info({ ...about, state, outcome, ...fields }, "review ended");
}
