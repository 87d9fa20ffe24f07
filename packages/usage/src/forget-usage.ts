import type { Database, Queryable } from "@devflow/database";

/** Rows that one statement deletes, so that the embedded database is soon free again. */
const batch = 2_000;

export interface UsageRetention {
  /** Of counts: completions, what became of them, other uses. */
  retentionDays: number;
  /** Of texts; 0: none are kept. */
  contentDays: number;
}

export interface ForgottenUsage {
  completions: number;
  events: number;
  uses: number;
  contents: number;
  /** What reviews in editors said; dismissed or not, it was met with no more. */
  editorFindings: number;
}

/**
 * Deletes what is older than it may be; texts also of repositories that were removed, of people who are
 * locked out or want none kept, and of completions that nobody had seen within a day: nothing can be learned
 * from these. A shorter time for texts holds for those that are there, too.
 */
export async function forgetUsage(
  database: Database,
  { retentionDays, contentDays }: UsageRetention,
): Promise<ForgottenUsage> {
  await database.query(
    `UPDATE kept_contents SET expires_at = now() + $1 * interval '1 day'
      WHERE expires_at > now() + $1 * interval '1 day'`,
    [contentDays],
  );
  const contents = await deleteWhere(
    database,
    "kept_contents",
    `row.expires_at <= now()
     OR EXISTS (SELECT FROM repositories WHERE repositories.id = row.repository_id
                 AND repositories.state = 'removed')
     OR EXISTS (SELECT FROM people WHERE people.id = row.person_id
                 AND (people.disabled_at IS NOT NULL OR NOT people.may_keep_content))
     OR EXISTS (SELECT FROM served_completions AS served WHERE served.id = row.id
                 AND served.served_at < now() - interval '1 day'
                 AND NOT EXISTS (SELECT FROM completion_events AS event
                                  WHERE event.completion_id = served.id))`,
  );
  const older = (column: string) => `row.${column} < now() - $1 * interval '1 day'`;
  const old = [retentionDays];
  return {
    contents,
    events: await deleteWhere(database, "completion_events", older("happened_at"), old),
    completions: await deleteWhere(database, "served_completions", older("served_at"), old),
    uses: await deleteWhere(database, "assist_uses", older("used_at"), old),
    editorFindings: await deleteWhere(database, "editor_findings", older("seen_at"), old),
  };
}

async function deleteWhere(
  database: Queryable,
  table: string,
  condition: string,
  params: readonly unknown[] = [],
): Promise<number> {
  for (let deleted = 0; ; ) {
    const rows = await database.query(
      `DELETE FROM ${table} WHERE ctid IN (
         SELECT row.ctid FROM ${table} AS row WHERE ${condition} LIMIT ${batch})
       RETURNING 1 AS one`,
      params,
    );
    deleted += rows.length;
    if (rows.length < batch) return deleted;
  }
}
