import type { Queryable } from "@devflow/database";
import { z } from "zod";

/**
 * The open pull request that a branch is of: the one whose head was reviewed last at one of its
 * commits. Null where there is none, or it is closed.
 *
 * @param commits of the branch alone, not of the one that it left
 */
export async function findReviewedPull(
  database: Queryable,
  repositoryId: number,
  commits: readonly string[],
): Promise<number | null> {
  if (commits.length === 0) return null;
  const [row] = await database.query(
    `SELECT reviews.pull_number
       FROM reviews
       LEFT JOIN pull_requests AS pull
         ON pull.repository_id = reviews.repository_id AND pull.number = reviews.pull_number
      WHERE reviews.repository_id = $1 AND reviews.head_sha = ANY($2::text[])
        AND reviews.state = 'posted' AND pull.closed_at IS NULL
      ORDER BY reviews.created_at DESC LIMIT 1`,
    [repositoryId, commits],
  );
  return row === undefined ? null : z.object({ pull_number: z.number() }).parse(row).pull_number;
}
