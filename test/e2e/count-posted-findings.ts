import type { Database } from "@devflow/database";

/** Findings whose comment on GitHub is known. */
export async function countPostedFindings(database: Database): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    "SELECT count(*) AS count FROM findings WHERE state = 'posted' AND github_comment_id IS NOT NULL",
  );
  return row?.count ?? 0;
}
