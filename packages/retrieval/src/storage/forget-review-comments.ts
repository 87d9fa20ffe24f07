import type { Database } from "@devflow/database";

/** What was said longer ago is about code that has changed, and by people who have. */
const keptDays = 180;

/** Deletes remembered comments by age; a remark that is said again comes in anew. */
export async function forgetOldReviewComments(database: Database): Promise<void> {
  await database.query(
    "DELETE FROM review_comments WHERE created_at < now() - $1 * interval '1 day'",
    [keptDays],
  );
}
