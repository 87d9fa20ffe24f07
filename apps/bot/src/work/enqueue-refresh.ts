import type { Database } from "@devflow/database";
import type { Queues } from "@devflow/queue";
import { z } from "zod";

const idSchema = z.object({ id: z.string() });

/**
 * What stands on a pull request changed without a commit: the job of its newest review, which has
 * ended, brings the summary and the check run up to date.
 */
export async function enqueueRefresh(
  database: Database,
  queues: Queues,
  pull: { repositoryId: number; number: number },
): Promise<void> {
  const [row] = await database.query(
    `SELECT id FROM reviews
      WHERE repository_id = $1 AND pull_number = $2 ORDER BY created_at DESC LIMIT 1`,
    [pull.repositoryId, pull.number],
  );
  if (row === undefined) return;
  const { id: reviewId } = idSchema.parse(row);
  await queues.enqueue("review", { reviewId }, { deduplicationKey: `review-${reviewId}` });
}
