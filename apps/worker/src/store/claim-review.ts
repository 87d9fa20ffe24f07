import type { Database } from "@devflow/database";
import type { ReviewRow } from "./review-row.ts";

interface ClaimedRow extends Record<string, unknown> {
  id: string;
  repository_id: number;
  installation_id: number;
  owner: string;
  name: string;
  pull_number: number;
  head_sha: string;
  trigger: string;
  settled_at: Date | null;
  finished_at: Date | null;
  expert_state: string | null;
  github_review_id: number | null;
  is_full: boolean;
  is_held: boolean;
  started: string | null;
  settled: string | null;
}

/** A review with what it was when this run took it: to the microsecond, so as text. */
export interface ClaimedReview extends ReviewRow {
  /** Its drafts wait for a maintainer, who may have numbered words of them in mind. */
  isHeld: boolean;
  claim: { started: string | null; settled: string | null };
}

/**
 * Takes a review for this run: a queued one, one whose worker died, or a posted or held one whose
 * expert was away and whose second part is still to come. Null when it has ended in another way or was
 * superseded: nothing is left to do.
 */
export async function claimReview(
  database: Database,
  reviewId: string,
): Promise<ClaimedReview | null> {
  const [row] = await database.query<ClaimedRow>(
    `UPDATE reviews
        SET state = CASE WHEN reviews.state = 'queued' THEN 'running' ELSE reviews.state END,
            started_at = CASE WHEN reviews.state IN ('posted', 'held') THEN now()
                              ELSE coalesce(started_at, now()) END
       FROM repositories
      WHERE reviews.id = $1
        AND repositories.id = reviews.repository_id
        AND repositories.state = 'active'
        AND (reviews.state IN ('queued', 'running')
             OR (reviews.state IN ('posted', 'held')
                 AND (reviews.expert_state IN ('unavailable', 'over_limit') OR reviews.finished_at IS NULL)))
      RETURNING reviews.id, reviews.repository_id, repositories.installation_id, repositories.owner,
                repositories.name, reviews.pull_number, reviews.head_sha, reviews.trigger,
                reviews.settled_at, reviews.finished_at, reviews.expert_state,
                reviews.github_review_id, reviews.started_at::text AS started,
                reviews.settled_at::text AS settled,
                reviews.is_full OR reviews.trigger = 'check_run' AS is_full,
                reviews.state = 'held' AS is_held`,
    [reviewId],
  );
  if (row === undefined) return null;
  return {
    id: row.id,
    repositoryId: row.repository_id,
    installationId: row.installation_id,
    repository: { owner: row.owner, name: row.name },
    pullNumber: row.pull_number,
    headSha: row.head_sha,
    trigger: row.trigger,
    isSettled: row.settled_at !== null,
    expertState: row.expert_state,
    githubReviewId: row.github_review_id,
    hasEnded: row.finished_at !== null,
    isFull: row.is_full,
    isHeld: row.is_held,
    claim: { started: row.started, settled: row.settled },
  };
}
