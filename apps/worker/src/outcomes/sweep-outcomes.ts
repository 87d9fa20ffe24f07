import type { Database } from "@devflow/database";
import type { Queues } from "@devflow/queue";
import { z } from "zod";

/**
 * Pull requests that one sweep looks at: repositories take turns, so that one with thousands, or
 * whose readings fail, leaves the others theirs. In each those that have ended come first, as they
 * become final, then those that were not looked at longest. At a handful of points each this is at
 * most half of what an installation may ask GitHub over GraphQL in an hour.
 */
const mostPulls = 500;

const pullSchema = z.object({ repository_id: z.number(), pull_number: z.number() });

/**
 * Enqueues a reading of every pull request whose outcomes are not final and that was not read since
 * the last night; open ones on which nothing was said for a month once a week. Gives how many.
 */
export async function sweepOutcomes(
  database: Database,
  queues: Queues,
  now: Date,
): Promise<number> {
  const rows = await database.query(
    `WITH due AS (
       SELECT remarks.repository_id, remarks.pull_number, pulls.outcomes_read_at,
              pulls.closed_at IS NULL AS is_open
         FROM remarks
         JOIN repositories ON repositories.id = remarks.repository_id
         JOIN installations ON installations.id = repositories.installation_id
         LEFT JOIN remark_outcomes outcomes ON outcomes.remark_id = remarks.id
         LEFT JOIN pull_requests pulls
           ON pulls.repository_id = remarks.repository_id AND pulls.number = remarks.pull_number
        WHERE remarks.said_at IS NOT NULL AND repositories.state = 'active'
          AND installations.state = 'active'
          AND (pulls.closed_at IS NULL OR NOT coalesce(outcomes.is_final, false))
          AND (pulls.outcomes_read_at IS NULL
               OR pulls.outcomes_read_at < $1::timestamptz - interval '20 hours')
        GROUP BY 1, 2, 3, 4
       HAVING NOT bool_and(pulls.closed_at IS NULL) OR pulls.outcomes_read_at IS NULL
           OR max(remarks.said_at) >= $1::timestamptz - interval '30 days'
           OR pulls.outcomes_read_at < $1::timestamptz - interval '7 days')
     SELECT repository_id, pull_number FROM due
      ORDER BY row_number() OVER (
                 PARTITION BY repository_id
                 ORDER BY is_open, outcomes_read_at NULLS FIRST, pull_number), repository_id
      LIMIT $2`,
    [now, mostPulls],
  );
  for (const row of rows) {
    const { repository_id: repositoryId, pull_number: pullNumber } = pullSchema.parse(row);
    await enqueueOutcomes(queues, { repositoryId, pullNumber });
  }
  return rows.length;
}

export async function enqueueOutcomes(
  queues: Queues,
  pull: { repositoryId: number; pullNumber: number },
): Promise<void> {
  const deduplicationKey = `outcomes-${pull.repositoryId}-${pull.pullNumber}`;
  await queues.enqueue("outcomes", pull, { deduplicationKey });
}
