import type { Database } from "@devflow/database";
import { z } from "zod";

export type ReviewTrigger = "webhook" | "reconciler" | "check_run";

export interface WantedReview {
  repositoryId: number;
  pullNumber: number;
  headSha: string;
  trigger: ReviewTrigger;
  /** States of an existing row from which the review starts over. Queued ones go on. */
  restartFrom: readonly ("running" | "held" | "posted" | "skipped" | "superseded" | "failed")[];
}

const idSchema = z.object({ id: z.string() });

/**
 * One row per pull request and head. Gives its id when it needs a job: it was made, started over,
 * or is queued already (the process may have died before the job was). Null when it needs none.
 * A restart drafts anew, so what was settled is forgotten.
 */
export async function wantReview(database: Database, wanted: WantedReview): Promise<string | null> {
  const [row] = await database.query(
    `INSERT INTO reviews (repository_id, pull_number, head_sha, trigger)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (repository_id, pull_number, head_sha) DO UPDATE SET
       state = 'queued', trigger = excluded.trigger, outcome = NULL,
       started_at = NULL, settled_at = NULL, finished_at = NULL
     WHERE reviews.state = ANY ($5::text[])
     RETURNING id`,
    [
      wanted.repositoryId,
      wanted.pullNumber,
      wanted.headSha,
      wanted.trigger,
      [...wanted.restartFrom],
    ],
  );
  return row === undefined ? await findQueued(database, wanted) : idSchema.parse(row).id;
}

async function findQueued(database: Database, wanted: WantedReview): Promise<string | null> {
  const [row] = await database.query(
    `SELECT id FROM reviews
     WHERE repository_id = $1 AND pull_number = $2 AND head_sha = $3 AND state = 'queued'`,
    [wanted.repositoryId, wanted.pullNumber, wanted.headSha],
  );
  return row === undefined ? null : idSchema.parse(row).id;
}
