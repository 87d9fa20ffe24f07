import type { Database } from "@devflow/database";

/** Rows that one statement deletes, so that the embedded database is soon free again. */
const BATCH = 1_000;

/**
 * Deletes what people wrote on pull requests that was read longer ago than so many days, and the pull
 * requests; 0: all of it. Gives how many comments. Pull requests go first: where one is known whose comments
 * are not, it would seem that nobody had said anything.
 */
export async function forgetOldComments(database: Database, days: number): Promise<number> {
  await inBatches(
    database,
    `DELETE FROM past_pulls
      WHERE ctid IN (SELECT ctid FROM past_pulls
                      WHERE stored_at <= now() - $1 * interval '1 day' LIMIT $2)
     RETURNING 1 AS one`,
    days,
  );
  return await inBatches(
    database,
    `WITH old AS (
       DELETE FROM human_comments
        WHERE id IN (SELECT id FROM human_comments
                      WHERE stored_at <= now() - $1 * interval '1 day' LIMIT $2)
       RETURNING repository_id, github_comment_id),
     shown AS (
       DELETE FROM review_comments USING old
        WHERE review_comments.repository_id = old.repository_id
          AND review_comments.fingerprint = 'github:' || old.github_comment_id)
     SELECT 1 AS one FROM old`,
    days,
  );
}

async function inBatches(database: Database, statement: string, days: number): Promise<number> {
  for (let forgotten = 0; ; ) {
    const rows = await database.query(statement, [days, BATCH]);
    forgotten += rows.length;
    if (rows.length < BATCH) return forgotten;
  }
}
