import type { Database } from "@devflow/database";

/** Drafts that one statement deletes: about 2 MB, so that the embedded database is soon free again. */
const BATCH = 1_000;

/** Deletes what the expert was asked longer ago than so many days; 0: all of it. Gives how many. */
export async function forgetOldDrafts(database: Database, days: number): Promise<number> {
  for (let forgotten = 0; ; ) {
    const rows = await database.query(
      `DELETE FROM expert_drafts
        WHERE id IN (SELECT id FROM expert_drafts
                      WHERE created_at <= now() - $1 * interval '1 day'
                      ORDER BY created_at LIMIT $2)
       RETURNING id`,
      [days, BATCH],
    );
    forgotten += rows.length;
    if (rows.length < BATCH) return forgotten;
  }
}
