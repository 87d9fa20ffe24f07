import type { Database } from "@devflow/database";
import type { ReviewRow } from "./review-row.ts";

/** A check run that says "in progress" though its review gave way. */
export type OpenCheckRun = Pick<
  ReviewRow,
  "id" | "installationId" | "repository" | "pullNumber" | "headSha"
>;

/** From now on a check run of this head may be in progress on GitHub. */
export async function markCheckRunOpen(database: Database, reviewId: string): Promise<void> {
  await database.query("UPDATE reviews SET is_check_run_open = true WHERE id = $1", [reviewId]);
}

export async function markCheckRunEnded(database: Database, reviewId: string): Promise<void> {
  await database.query("UPDATE reviews SET is_check_run_open = false WHERE id = $1", [reviewId]);
}

/**
 * Check runs of superseded reviews of the same pull request that nobody ended: their worker died
 * before it could.
 */
export async function findOpenCheckRuns(
  database: Database,
  reviewId: string,
): Promise<OpenCheckRun[]> {
  const rows = await database.query<{
    id: string;
    installation_id: number;
    owner: string;
    name: string;
    pull_number: number;
    head_sha: string;
  }>(
    `SELECT reviews.id, repositories.installation_id, repositories.owner, repositories.name,
            reviews.pull_number, reviews.head_sha
       FROM reviews AS asked
       JOIN reviews ON reviews.repository_id = asked.repository_id
                   AND reviews.pull_number = asked.pull_number
       JOIN repositories ON repositories.id = reviews.repository_id
      WHERE asked.id = $1 AND repositories.state = 'active'
        AND reviews.state = 'superseded' AND reviews.is_check_run_open`,
    [reviewId],
  );
  return rows.map((row) => ({
    id: row.id,
    installationId: row.installation_id,
    repository: { owner: row.owner, name: row.name },
    pullNumber: row.pull_number,
    headSha: row.head_sha,
  }));
}
