import type { Database } from "@devflow/database";

/**
 * Which review and which comments on GitHub carry the findings. A place that a comment names beside
 * its own has that comment.
 */
export async function recordPosted(
  database: Database,
  reviewId: string,
  posted: { githubReviewId: number | null; commentIds: ReadonlyMap<number, number> },
): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query(
      "UPDATE reviews SET github_review_id = coalesce($2, github_review_id) WHERE id = $1",
      [reviewId, posted.githubReviewId],
    );
    for (const [findingId, commentId] of posted.commentIds) {
      await transaction.query(
        `WITH posted AS (
           UPDATE findings SET github_comment_id = $2 WHERE id = $1 RETURNING remark_id
         )
         UPDATE remarks SET github_comment_id = $2, said_at = coalesce(said_at, now())
           FROM posted WHERE remarks.id = posted.remark_id`,
        [findingId, commentId],
      );
      await transaction.query(
        `UPDATE remarks SET github_comment_id = $2, said_at = coalesce(said_at, now())
           FROM findings WHERE findings.id = $1 AND remarks.named_by = findings.remark_id`,
        [findingId, commentId],
      );
    }
  });
}
