import type { Queryable } from "@devflow/database";

export type EndState = "posted" | "skipped" | "superseded" | "failed";

/**
 * Ends a review with the reason people will read. A superseded row stays superseded: the newer
 * head's review has taken over, and this run only did not know yet.
 */
export async function endReview(
  database: Queryable,
  reviewId: string,
  state: EndState,
  outcome: string,
): Promise<void> {
  await database.query(
    `UPDATE reviews SET state = $2, outcome = $3, finished_at = now()
      WHERE id = $1 AND state <> 'superseded'`,
    [reviewId, state, outcome],
  );
}
