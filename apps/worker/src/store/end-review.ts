import type { Queryable } from "@devflow/database";

export type EndState = "posted" | "skipped" | "superseded" | "failed";

/**
 * Ends a review with the reason people will read, unless somebody else has changed its state while
 * this run did not know yet: superseded by a newer head, or queued anew after a push back to it.
 */
export async function endReview(
  database: Queryable,
  reviewId: string,
  state: EndState,
  outcome: string,
): Promise<void> {
  await database.query(
    `UPDATE reviews SET state = $2, outcome = $3, finished_at = now(),
            is_check_run_open = is_check_run_open AND $2 = 'superseded'
      WHERE id = $1 AND state IN ('running', 'posted')`,
    [reviewId, state, outcome],
  );
}
