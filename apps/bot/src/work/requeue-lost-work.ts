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
 * are included after 15 minutes, because a lost queue has forgotten them, too.
 */
export async function requeueLostWork(
  database: Database,
  queues: Queues,
): Promise<{ reviews: number; commands: number }> {
  const reviews = await database.query(
    `SELECT id FROM reviews
     WHERE (state = 'queued' AND created_at < now() - interval '1 minute')
        OR (state = 'running' AND started_at < now() - interval '15 minutes')
     ORDER BY created_at DESC LIMIT $1`,
    [maxRows],
  );
  for (const row of reviews) await enqueueReview(queues, idSchema.parse(row).id);
  const commands = await database.query(
    `SELECT id FROM commands
     WHERE state = 'queued' AND created_at < now() - interval '1 minute'
     ORDER BY created_at DESC LIMIT $1`,
    [maxRows],
  );
  for (const row of commands) await enqueueCommand(queues, idSchema.parse(row).id);
  return { reviews: reviews.length, commands: commands.length };
}
