import type { Database } from "@devflow/database";
import type { CommandRow } from "./command-row.ts";

export type RequestedReview = { state: "queued"; reviewId: string } | { state: "already_reviewed" };

/**
 * The review of a head that a person asks for: a new row, or the skipped, failed or superseded one
 * queued again, or the posted one whose expert was away. A head that was reviewed has nothing new
 * to say, unless a full review is asked for: then the expert reads everything again, also what it
 * read at earlier heads, and still nothing is said twice. One that is being reviewed goes on as it
 * is, and a full one begins again after it.
 */
export async function requestReview(
  database: Database,
  command: Pick<CommandRow, "repositoryId" | "pullNumber">,
  headSha: string,
  { isFull = false }: { isFull?: boolean } = {},
): Promise<RequestedReview> {
  const [row] = await database.query<{ id: string }>(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger, is_full)
     VALUES ($1, $2, $3, 'command', $4)
     ON CONFLICT (repository_id, pull_number, head_sha) DO UPDATE
        SET trigger = 'command', outcome = NULL, finished_at = NULL,
            is_full = $4 OR (reviews.is_full AND reviews.state IN ('queued', 'running')),
            settled_at = CASE WHEN reviews.state = 'running' AND NOT $4 THEN reviews.settled_at END,
            started_at = CASE WHEN reviews.state = 'running' AND NOT $4 THEN reviews.started_at END,
            state = CASE WHEN reviews.state = 'running' AND NOT $4 THEN reviews.state ELSE 'queued' END
      WHERE reviews.state <> 'posted' OR reviews.expert_state IN ('unavailable', 'over_limit') OR $4
     RETURNING id`,
    [command.repositoryId, command.pullNumber, headSha, isFull],
  );
  return row === undefined ? { state: "already_reviewed" } : { state: "queued", reviewId: row.id };
}
