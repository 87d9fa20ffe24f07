import type { Database } from "@devflow/database";

/** Everything that was posted on this pull request so far, at any head. */
export async function postedFingerprints(
  database: Database,
  repositoryId: number,
  pullNumber: number,
): Promise<Set<string>> {
  const rows = await database.query<{ fingerprint: string }>(
    `SELECT DISTINCT findings.fingerprint
       FROM findings JOIN reviews ON reviews.id = findings.review_id
      WHERE reviews.repository_id = $1 AND reviews.pull_number = $2
        AND findings.state = 'posted' AND findings.github_comment_id IS NOT NULL`,
    [repositoryId, pullNumber],
  );
  return new Set(rows.map((row) => row.fingerprint));
}
