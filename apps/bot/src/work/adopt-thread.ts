import type { Database } from "@devflow/database";
import type { ReviewThread } from "@devflow/github";

/**
 * A person's own click on "resolve conversation" counts as a word about the remark, and so does
 * opening it again. Compared with what was last known of the thread: where that differs from what
 * GitHub says now, and the worker did not do it, a person did. One who may not write, as an author
 * often may not, does not settle it: it goes on counting. A comment may name several places: the word
 * is about all of them, but for those that a commit fixed while another one was not. An open remark
 * has the name of whoever says that it is not fixed. Gives whether anything changed.
 */
export async function adoptThread(
  database: Database,
  thread: ReviewThread,
  { login: actor, mayResolve }: { login: string; mayResolve: boolean },
): Promise<boolean> {
  if (thread.firstCommentId === null) return false;
  const rows = thread.isResolved
    ? await database.query(
        `UPDATE remarks
            SET state = 'resolved', state_actor = $3, state_reason = 'resolved on GitHub',
                state_sha = NULL, state_at = now(), github_thread_id = $2,
                is_thread_resolved = true,
                resolution = CASE WHEN NOT $5 THEN 'without_permission' END
          WHERE github_comment_id = $1 AND state = 'open' AND NOT is_thread_resolved AND NOT $4
         RETURNING id`,
        [thread.firstCommentId, thread.id, actor, thread.resolvedBy?.isSelf === true, mayResolve],
      )
    : await database.query(
        `UPDATE remarks
            SET state = 'open', state_actor = CASE WHEN state = 'fixed' THEN $3 END,
                state_reason = 'opened again on GitHub',
                state_sha = NULL, state_at = now(), github_thread_id = $2,
                is_thread_resolved = false, resolution = NULL
          WHERE github_comment_id = $1 AND state <> 'open' AND is_thread_resolved
            AND (state <> 'fixed'
                 OR NOT EXISTS (SELECT FROM remarks AS others
                                 WHERE others.github_comment_id = $1 AND others.state <> 'fixed'))
         RETURNING id`,
        [thread.firstCommentId, thread.id, actor],
      );
  return rows.length > 0;
}
