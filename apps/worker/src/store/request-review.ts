import type { Database } from "@devflow/database";
import type { CommandRow } from "./command-row.ts";

export type RequestedReview = { state: "queued"; reviewId: string } | { state: "already_reviewed" };

/**
 * The review of a head that a person asks for: a new row, or the skipped, failed or superseded one
 * queued again, or the posted one whose expert was away. A head that was reviewed has nothing new
 * to say. One that is being reviewed goes on as it is.
 */
export async function requestReview(
  database: Database,
  command: CommandRow,
  headSha: string,
): Promise<RequestedReview> {
  const [row] = await database.query<{ id: string }>(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger)
     VALUES ($1, $2, $3, 'command')
     ON CONFLICT (repository_id, pull_number, head_sha) DO UPDATE
        SET trigger = 'command', outcome = NULL, finished_at = NULL,
            settled_at = CASE WHEN reviews.state = 'running' THEN reviews.settled_at END,
            started_at = CASE WHEN reviews.state = 'running' THEN reviews.started_at END,
            state = CASE WHEN reviews.state = 'running' THEN reviews.state ELSE 'queued' END
      WHERE reviews.state <> 'posted' OR reviews.expert_state = 'unavailable'
     RETURNING id`,
    [command.repositoryId, command.pullNumber, headSha],
  );
  return row === undefined ? { state: "already_reviewed" } : { state: "queued", reviewId: row.id };
}
