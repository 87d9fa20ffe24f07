import type { Database } from "@devflow/database";
import type { PullKey } from "./remarks.ts";

/** From now on no push to the pull request is reviewed by itself. False: it was so already. */
export async function pausePull(
  database: Database,
  { repositoryId, pullNumber }: PullKey,
  actor: string,
): Promise<boolean> {
  const rows = await database.query(
    `INSERT INTO pull_requests (repository_id, number, paused_at, paused_by)
     VALUES ($1, $2, now(), $3)
     ON CONFLICT (repository_id, number) DO UPDATE SET paused_at = now(), paused_by = $3
      WHERE pull_requests.paused_at IS NULL
     RETURNING number`,
    [repositoryId, pullNumber, actor],
  );
  return rows.length > 0;
}

/** False: it was not paused. */
export async function resumePull(
  database: Database,
  { repositoryId, pullNumber }: PullKey,
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE pull_requests SET paused_at = NULL, paused_by = NULL
      WHERE repository_id = $1 AND number = $2 AND paused_at IS NOT NULL
      RETURNING number`,
    [repositoryId, pullNumber],
  );
  return rows.length > 0;
}
