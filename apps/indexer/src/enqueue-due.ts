import { z } from "zod";
import { enqueueIndex } from "./index-queue.ts";
import type { IndexerParts } from "./indexer-parts.ts";

const idRow = z.object({ id: z.number() });

/** Every repository is read anew once a week: what pushes have missed is caught up with then. */
export const REBUILD_EVERY = "7 days";
/** A repository that fails is tried again so often, after the queue has given up. */
const TRY_AGAIN_AFTER = "1 hour";
/** As the status does: an update that was killed says no more how far it is. */
const SILENT_AFTER = "5 minutes";
/** The others come with the next sweep. */
const MOST_AT_ONCE = 100;

/**
 * Enqueues the repositories that have something to do, as their states say: never indexed, failed,
 * killed or due for a rebuild. So nothing is lost with the queue.
 */
export async function enqueueDue({ database, queues }: IndexerParts): Promise<void> {
  const rows = await database.query(
    `SELECT r.id
       FROM repositories r
       JOIN installations i ON i.id = r.installation_id
       LEFT JOIN index_states s ON s.repository_id = r.id
      WHERE r.state = 'active' AND i.state = 'active'
        AND (s.started_at IS NULL OR s.started_at < now() - $1::interval)
        AND (s.commit_sha IS NULL OR s.last_error IS NOT NULL OR s.rebuilt_at IS NULL
             OR s.progress_at < now() - $2::interval OR s.rebuilt_at < now() - $3::interval)
      ORDER BY s.started_at NULLS FIRST, r.id
      LIMIT $4`,
    [TRY_AGAIN_AFTER, SILENT_AFTER, REBUILD_EVERY, MOST_AT_ONCE],
  );
  for (const row of rows) await enqueueIndex(queues, idRow.parse(row).id);
}
