import type { Database } from "@devflow/database";
import type { Queues } from "@devflow/queue";
import { z } from "zod";
import { enqueueReview } from "./settle-pull.ts";
import { enqueueCommand } from "./want-command.ts";

/** Rows per sweep and table. */
const maxRows = 200;

const idSchema = z.object({ id: z.string() });

/**
 * The database says what there is to do, the queue only when. Rows that wait longer than a minute
 * get a job again: after a crash between commit and enqueue, or when the queue was lost. Where the
 * job exists, its deduplication key makes this one short extra run at most. Rows that seem to run
 * are included after 15 minutes, because a lost queue has forgotten them, too; for a day, so that
 * one that takes its process down every time comes to an end. A review that stands or waits for a
 * maintainer without its expert's part is tried once an hour for a day, while no newer head took over; where a limit of tokens was used
 * up, once a new day has begun. What belongs to a
 * removed repository waits until that comes back.
 */
export async function requeueLostWork(
  database: Database,
  queues: Queues,
): Promise<{ reviews: number; commands: number }> {
  const reviews = await database.query(
    `SELECT reviews.id FROM reviews JOIN repositories ON repositories.id = reviews.repository_id
      WHERE repositories.state = 'active'
        AND ((reviews.state = 'queued' AND reviews.created_at < now() - interval '1 minute')
             OR ((reviews.state = 'running'
                  OR (reviews.state IN ('posted', 'held') AND reviews.finished_at IS NULL))
                 AND started_at < now() - interval '15 minutes'
                 AND started_at > now() - interval '1 day')
             OR (reviews.state IN ('posted', 'held')
                 AND (expert_state = 'unavailable'
                      OR (expert_state = 'over_limit'
                          AND started_at < date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'))
                 AND started_at < now() - interval '1 hour'
                 AND reviews.created_at > now() - interval '1 day'
                 AND NOT EXISTS (SELECT FROM reviews AS newer
                                  WHERE newer.repository_id = reviews.repository_id
                                    AND newer.pull_number = reviews.pull_number
                                    AND newer.created_at > reviews.created_at)))
      ORDER BY reviews.created_at DESC LIMIT $1`,
    [maxRows],
  );
  for (const row of reviews) await enqueueReview(queues, idSchema.parse(row).id);
  const commands = await database.query(
    `SELECT commands.id FROM commands
       JOIN repositories ON repositories.id = commands.repository_id
      WHERE repositories.state = 'active'
        AND commands.state = 'queued' AND commands.created_at < now() - interval '1 minute'
      ORDER BY commands.created_at DESC LIMIT $1`,
    [maxRows],
  );
  for (const row of commands) await enqueueCommand(queues, idSchema.parse(row).id);
  return { reviews: reviews.length, commands: commands.length };
}
