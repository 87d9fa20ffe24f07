import type { Queryable } from "@devflow/database";

export async function writeStart(db: Queryable, repositoryId: number): Promise<void> {
  await db.query(
    `UPDATE index_states
        SET started_at = now(), progress_done = NULL, progress_total = NULL, progress_at = now()
      WHERE repository_id = $1`,
    [repositoryId],
  );
}

export async function writeProgress(
  db: Queryable,
  repositoryId: number,
  progress: { done: number; total: number },
): Promise<void> {
  await db.query(
    `UPDATE index_states SET progress_done = $2, progress_total = $3, progress_at = now()
      WHERE repository_id = $1`,
    [repositoryId, progress.done, progress.total],
  );
}

/** The update ended without switching: `error` says why, null when it was only interrupted. */
export async function writeFailure(
  db: Queryable,
  repositoryId: number,
  error: string | null,
): Promise<void> {
  await db.query(
    `UPDATE index_states
        SET progress_done = NULL, progress_total = NULL, progress_at = NULL,
            last_error = coalesce($2, last_error)
      WHERE repository_id = $1`,
    [repositoryId, error],
  );
}
