import type { Database } from "@devflow/database";
import type { Queues } from "@devflow/queue";

/**
 * Something happened where findings of ours may be: the worker reads what became of them. What an
 * event says is not looked at, and what no event told of is found every night. Gives whether anything
 * was said on the pull request.
 */
export async function enqueueOutcomes(
  database: Database,
  queues: Queues,
  pull: { repositoryId: number; number: number },
): Promise<boolean> {
  const said = await database.query(
    `SELECT 1 AS one FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND said_at IS NOT NULL LIMIT 1`,
    [pull.repositoryId, pull.number],
  );
  if (said.length === 0) return false;
  const { repositoryId, number: pullNumber } = pull;
  const deduplicationKey = `outcomes-${repositoryId}-${pullNumber}`;
  await queues.enqueue("outcomes", { repositoryId, pullNumber }, { deduplicationKey });
  return true;
}

/** The same for a comment that began a thread of ours, or stands in one. */
export async function enqueueOutcomesOfThread(
  database: Database,
  queues: Queues,
  pull: { repositoryId: number; number: number },
  commentIds: readonly number[],
): Promise<boolean> {
  const ours = await database.query(
    `SELECT 1 AS one FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND github_comment_id = ANY ($3::bigint[])
      LIMIT 1`,
    [pull.repositoryId, pull.number, [...commentIds]],
  );
  return ours.length > 0 && (await enqueueOutcomes(database, queues, pull));
}
