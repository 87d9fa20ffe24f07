import type { Queues } from "@devflow/queue";
import { z } from "zod";
import type { IndexerParts } from "../indexer-parts.ts";

const idRow = z.object({ id: z.number() });

/** GitHub's longest limit is an hour: a run that said nothing for longer was killed. */
const SILENT_AFTER = "2 hours";
/** What was merged meanwhile; a pass over it stops where the last one began. */
const AGAIN_AFTER = "7 days";
/** The others come with the next sweep. */
const MOST_AT_ONCE = 20;

export async function enqueueBackfill(queues: Queues, repositoryId: number): Promise<void> {
  const deduplicationKey = `backfill-${repositoryId}`;
  await queues.enqueue("backfill", { repositoryId }, { deduplicationKey });
}

/**
 * Enqueues the histories that were being read when their process was killed. With BACKFILL_AUTO
 * also those of repositories that were never read, and weekly what is new in the others. That is
 * off by default: it takes an hour of GitHub's budget for some 12,000 pull requests, and
 * whether what people wrote years ago is stored is for people to say.
 */
export async function enqueueDueBackfills({
  database,
  queues,
  settings,
}: IndexerParts): Promise<void> {
  const rows = await database.query(
    `SELECT r.id
       FROM repositories r
       JOIN installations i ON i.id = r.installation_id
       LEFT JOIN backfills b ON b.repository_id = r.id
      WHERE r.state = 'active' AND i.state = 'active'
        AND ((b.state = 'running' AND b.updated_at < now() - $1::interval)
             OR ($2 AND (b.state IS NULL
                         OR (b.state = 'done' AND b.started_at < now() - $3::interval))))
      ORDER BY b.updated_at NULLS FIRST, r.id
      LIMIT $4`,
    [SILENT_AFTER, settings.isBackfillAutomatic, AGAIN_AFTER, MOST_AT_ONCE],
  );
  for (const row of rows) await enqueueBackfill(queues, idRow.parse(row).id);
}
