import type { Queryable } from "@devflow/database";
import { z } from "zod";

const remarkSchema = z
  .object({
    id: z.number(),
    state: z.enum(["open", "fixed", "dismissed", "resolved"]),
    state_sha: z.string().nullable(),
    resolution: z.string().nullable(),
    github_comment_id: z.number(),
    github_thread_id: z.string().nullable(),
    is_thread_resolved: z.boolean(),
    is_recovered: z.boolean(),
  })
  .transform((row) => ({
    id: row.id,
    state: row.state,
    /** The commit that fixed it. */
    sha: row.state_sha,
    isSwitchedOff: row.resolution === "switched_off",
    commentId: row.github_comment_id,
    threadId: row.github_thread_id,
    wasResolved: row.is_thread_resolved,
    /** Made of its comment, as its row was lost. */
    isRecovered: row.is_recovered,
  }));

/** A remark that has a comment on GitHub, with its conversation as we last knew it. */
export type RemarkThread = z.output<typeof remarkSchema>;

export async function loadRemarkThreads(
  database: Queryable,
  pull: { repositoryId: number; pullNumber: number },
): Promise<RemarkThread[]> {
  const rows = await database.query(
    `SELECT id, state, state_sha, resolution, github_comment_id, github_thread_id, is_thread_resolved,
            first_head_sha = '' AS is_recovered
       FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND github_comment_id IS NOT NULL
      ORDER BY id`,
    [pull.repositoryId, pull.pullNumber],
  );
  return rows.map((row) => remarkSchema.parse(row));
}

/** What the thread on GitHub is now. */
export async function recordThread(
  database: Queryable,
  remarkId: number,
  thread: { id: string; isResolved: boolean },
): Promise<void> {
  await database.query(
    "UPDATE remarks SET github_thread_id = $2, is_thread_resolved = $3 WHERE id = $1",
    [remarkId, thread.id, thread.isResolved],
  );
}

/**
 * A person's own click, unless the remark has changed since it was read. `mayResolve`: who resolved
 * it may write here; else the remark goes on counting.
 */
export async function adoptThread(
  database: Queryable,
  remark: Pick<RemarkThread, "id" | "state">,
  thread: { id: string; isResolved: boolean; actor: string | null; mayResolve: boolean },
): Promise<void> {
  await database.query(
    `UPDATE remarks
        SET state = CASE WHEN $3 THEN 'resolved' ELSE 'open' END, state_actor = $4,
            state_reason = CASE WHEN $3 THEN 'resolved on GitHub' ELSE 'opened again on GitHub' END,
            state_sha = NULL, state_at = now(), github_thread_id = $2, is_thread_resolved = $3,
            resolution = CASE WHEN $3 AND NOT $6 THEN 'without_permission' END
      WHERE id = $1 AND state = $5`,
    [remark.id, thread.id, thread.isResolved, thread.actor, remark.state, thread.mayResolve],
  );
}
