import type { Database } from "@devflow/database";
import { z } from "zod";

const idRow = z.object({ id: z.number() });

/** Rows that one statement deletes, so that the embedded database is soon free again. */
const batch = 1_000;

/** What holds a repository's code, or words of its people, to learn from. */
const tables = [
  "expert_drafts",
  "shadow_drafts",
  "human_comments",
  "past_pulls",
  "backfills",
  "outcome_signals",
  "review_comments",
] as const;

/**
 * Deletes code and people's words of repositories that were removed since: whoever takes the App
 * away takes them along. What findings came to stays, as the findings do. A repository that comes
 * back has its history read anew. Gives the repositories.
 */
export async function forgetLearned(database: Database): Promise<number[]> {
  const left = tables.map(
    (table) => `EXISTS (SELECT FROM ${table} WHERE repository_id = repositories.id)`,
  );
  const rows = await database.query(
    `SELECT id FROM repositories WHERE state = 'removed' AND (${left.join(" OR ")}) ORDER BY id`,
  );
  const ids = rows.map((row) => idRow.parse(row).id);
  for (const id of ids) {
    for (const table of tables) await emptyTable(database, table, id);
    await database.query(
      `UPDATE pull_requests SET comments_read_at = NULL
        WHERE repository_id = $1 AND comments_read_at IS NOT NULL`,
      [id],
    );
  }
  return ids;
}

async function emptyTable(
  database: Database,
  table: (typeof tables)[number],
  repositoryId: number,
): Promise<void> {
  for (;;) {
    const rows = await database.query(
      `DELETE FROM ${table}
        WHERE ctid IN (SELECT ctid FROM ${table} WHERE repository_id = $1 LIMIT $2)
       RETURNING 1 AS one`,
      [repositoryId, batch],
    );
    if (rows.length < batch) return;
  }
}
