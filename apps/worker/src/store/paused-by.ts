import type { Database } from "@devflow/database";
import type { ReviewRow } from "./review-row.ts";

/** Why pushes to this pull request are not reviewed for now; null when they are. */
export async function pausedReason(
  database: Database,
  { repositoryId, pullNumber }: Pick<ReviewRow, "repositoryId" | "pullNumber">,
): Promise<string | null> {
  const [row] = await database.query<{ paused_by: string | null }>(
    `SELECT paused_by FROM pull_requests
      WHERE repository_id = $1 AND number = $2 AND paused_at IS NOT NULL`,
    [repositoryId, pullNumber],
  );
  if (row === undefined) return null;
  return row.paused_by === null ? "reviews are paused" : `${row.paused_by} paused the reviews`;
}
