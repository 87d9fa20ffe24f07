import type { Database } from "@devflow/database";
import type { CommandRow } from "./command-row.ts";

export type RequestedReview = { state: "queued"; reviewId: string } | { state: "already_reviewed" };

/**
 * The review of a head that a person asks for: a new row, or the skipped, failed or superseded one
 * queued again. A head that was reviewed has nothing new to say.
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
        SET trigger = 'command', settled_at = NULL, finished_at = NULL, outcome = NULL,
            state = CASE WHEN reviews.state = 'running' THEN reviews.state ELSE 'queued' END
      WHERE reviews.state <> 'posted'
     RETURNING id`,
    [command.repositoryId, command.pullNumber, headSha],
  );
  return row === undefined ? { state: "already_reviewed" } : { state: "queued", reviewId: row.id };
}
