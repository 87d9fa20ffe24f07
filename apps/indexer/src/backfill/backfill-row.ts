import type { Database, Queryable } from "@devflow/database";
import { invariant } from "@devflow/errors";
import { z } from "zod";

const rowSchema = z
  .object({
    repository_id: z.number(),
    state: z.enum(["running", "paused", "done", "failed"]),
    cursor: z.string().nullable(),
    since: z.date().nullable(),
    covered_to: z.date().nullable(),
    reached: z.date().nullable(),
    pulls_done: z.number(),
    pulls_total: z.number().nullable(),
    comments: z.number(),
    points: z.number(),
    started_at: z.date(),
  })
  .transform((row) => ({
    repositoryId: row.repository_id,
    state: row.state,
    cursor: row.cursor,
    since: row.since,
    coveredTo: row.covered_to,
    reached: row.reached,
    pullsDone: row.pulls_done,
    pullsTotal: row.pulls_total,
    comments: row.comments,
    points: row.points,
    startedAt: row.started_at,
  }));

/** How far a pass over a repository's history is. */
export type BackfillRow = z.output<typeof rowSchema>;

/**
 * The pass that is to be gone on with, or a new one: when the last one came to its end, only what
 * ended after it began is read again. Who asks for an earlier `since` than before begins anew.
 * @param since null: as before, at first everything
 */
export async function openBackfill(
  database: Database,
  repositoryId: number,
  since: Date | null,
): Promise<BackfillRow> {
  return await database.transaction(async (transaction) => {
    await transaction.query(
      `INSERT INTO backfills (repository_id, state, since) VALUES ($1, 'running', $2)
       ON CONFLICT (repository_id) DO NOTHING`,
      [repositoryId, since],
    );
    const [row] = await transaction.query(
      `UPDATE backfills SET
         state = 'running', last_error = NULL, updated_at = now(),
         since = CASE WHEN $2::timestamptz IS NULL THEN since ELSE $2 END,
         cursor = CASE WHEN was.is_anew OR state = 'done' THEN NULL ELSE cursor END,
         covered_to = CASE WHEN was.is_anew THEN NULL ELSE covered_to END,
         reached = CASE WHEN was.is_anew OR state = 'done' THEN NULL ELSE reached END,
         pulls_done = CASE WHEN was.is_anew OR state = 'done' THEN 0 ELSE pulls_done END,
         comments = CASE WHEN was.is_anew OR state = 'done' THEN 0 ELSE comments END,
         started_at = CASE WHEN was.is_anew OR state = 'done' THEN now() ELSE started_at END
        FROM (SELECT coalesce($2::timestamptz < since, false) AS is_anew
                FROM backfills WHERE repository_id = $1 FOR UPDATE) AS was
       WHERE repository_id = $1
       RETURNING backfills.*`,
      [repositoryId, since],
    );
    invariant(row !== undefined, "an update of the row that was just made gives it");
    return rowSchema.parse(row);
  });
}

export interface Advance {
  pulls: number;
  comments: number;
  total: number;
  points: number;
  reached: Date | null;
  /** Null: that was the last page. */
  cursor: string | null;
}

/**
 * Moves the cursor together with the rows of its page. False when it is not where this run left it:
 * another process reads the same history.
 */
export async function advanceBackfill(
  transaction: Queryable,
  row: BackfillRow,
  by: Advance,
): Promise<boolean> {
  const rows = await transaction.query(
    `UPDATE backfills SET
       cursor = $3::text, pulls_done = pulls_done + $4, comments = comments + $5, pulls_total = $6,
       points = points + $7, reached = coalesce($8::timestamptz, reached), updated_at = now(),
       state = CASE WHEN $3::text IS NULL THEN 'done' ELSE 'running' END,
       covered_to = CASE WHEN $3::text IS NULL THEN started_at ELSE covered_to END
      WHERE repository_id = $1 AND cursor IS NOT DISTINCT FROM $2::text AND state <> 'done'
     RETURNING repository_id`,
    [
      row.repositoryId,
      row.cursor,
      by.cursor,
      by.pulls,
      by.comments,
      by.total,
      by.points,
      by.reached,
    ],
  );
  return rows.length === 1;
}

/** Ends a run before the history ended. */
export async function leaveBackfill(
  database: Database,
  repositoryId: number,
  state: "paused" | "failed",
  error: string | null,
): Promise<void> {
  await database.query(
    `UPDATE backfills SET state = $2, last_error = $3, updated_at = now()
      WHERE repository_id = $1 AND state <> 'done'`,
    [repositoryId, state, error],
  );
}
