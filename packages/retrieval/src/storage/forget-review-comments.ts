import type { Database } from "@devflow/database";

/** What we said longer ago is about code that has changed; a remark that is said again comes anew. */
const keptDays = 180;

/**
 * What people said is kept by number and not by age: they do not say it again, a history is read
 * once, and what a team asks for lives longer than the lines that it was asked of. The newest: a
 * look-up reads all that share a term, and took 2.7 times as long among 5,000.
 */
const keptOfPeople = 2_000;

/** Deletes remembered comments: our own by age, those of people the oldest beyond a number. */
export async function forgetOldReviewComments(database: Database): Promise<void> {
  await database.query(
    `DELETE FROM review_comments
      WHERE author = 'devflow' AND created_at < now() - $1 * interval '1 day'`,
    [keptDays],
  );
  await database.query(
    `DELETE FROM review_comments
      WHERE id IN (
        SELECT id FROM (
          SELECT id, row_number() OVER (
                   PARTITION BY repository_id ORDER BY created_at DESC, id DESC) AS place
            FROM review_comments WHERE author = 'person') AS said
         WHERE place > $1)`,
    [keptOfPeople],
  );
}
