import { type Database, supersededChannel } from "@devflow/database";

/**
 * Ends the open reviews of a pull request, also those that wait for a maintainer, but for the one of
 * `keptHeadSha`; gives their number.
 */
export async function supersedeReviews(
  database: Database,
  repositoryId: number,
  pullNumber: number,
  keptHeadSha: string | null,
  outcome: string,
): Promise<number> {
  const rows = await database.query(
    `WITH superseded AS (
       UPDATE reviews SET state = 'superseded', outcome = $4, finished_at = now()
       WHERE repository_id = $1 AND pull_number = $2 AND state IN ('queued', 'running', 'held')
         AND head_sha IS DISTINCT FROM $3::text
       RETURNING id
     )
     SELECT pg_notify('${supersededChannel}', id::text) FROM superseded`,
    [repositoryId, pullNumber, keptHeadSha, outcome],
  );
  return rows.length;
}
