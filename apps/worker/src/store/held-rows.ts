import type { Database, Queryable } from "@devflow/database";
import { z } from "zod";
import { saidColumns, toSaidFinding } from "./finding-columns.ts";
import type { ReviewRow } from "./review-row.ts";

/** Why a finding of a held review is not posted. */
const waitingReason = "waits for a maintainer";
const droppedReason = "dropped by a maintainer";
/** Why the remark of such a finding is dismissed. */
export const droppedBeforePosted = "dropped before it was posted";

const draftSchema = z
  .object({
    draft_number: z.number(),
    ...saidColumns,
    fate: z.enum(["waiting", "dropped", "published"]),
  })
  .transform(({ draft_number, fate, ...columns }) => ({
    number: draft_number,
    fate,
    finding: toSaidFinding(columns),
  }));

/** A numbered finding of a held review, with what became of it. */
export type Draft = z.output<typeof draftSchema>;

/**
 * Takes everything of a settled review back that is not on the pull request yet, numbered. Gives
 * how much waits; with nothing to wait for the review stays as it is.
 */
export async function holdFindings(database: Database, reviewId: string): Promise<number> {
  return await database.transaction(async (transaction) => {
    await transaction.query(
      `WITH numbered AS (
         SELECT findings.id, row_number() OVER (ORDER BY findings.id) AS number
           FROM findings LEFT JOIN remarks ON remarks.id = findings.remark_id
          WHERE findings.review_id = $1 AND findings.state = 'posted'
            AND findings.github_comment_id IS NULL AND remarks.said_at IS NULL
            AND findings.draft_number IS NULL
       )
       UPDATE findings
          SET state = 'held', reason = $2,
              draft_number = number + coalesce((SELECT max(draft_number) FROM findings
                                                 WHERE review_id = $1), 0)
         FROM numbered WHERE numbered.id = findings.id`,
      [reviewId, waitingReason],
    );
    return (await loadDrafts(transaction, reviewId)).filter(({ fate }) => fate === "waiting")
      .length;
  });
}

/** The review waits, and its check run says so: no run of its job is needed any more. */
export async function markHeld(database: Database, reviewId: string): Promise<void> {
  await database.query(
    `UPDATE reviews SET state = 'held', outcome = $2, finished_at = now(), is_check_run_open = true
      WHERE id = $1 AND state IN ('running', 'posted')`,
    [reviewId, waitingReason],
  );
}

/** All numbered findings of a review, also those that were published or dropped. */
export async function loadDrafts(database: Queryable, reviewId: string): Promise<Draft[]> {
  const rows = await database.query(
    `SELECT draft_number, fingerprint, path, side, start_line, line, severity, category, title,
            body, suggestion, confidence, source, place,
            CASE WHEN state = 'posted' THEN 'published' WHEN reason = $2 THEN 'waiting'
                 ELSE 'dropped' END AS fate
       FROM findings
      WHERE review_id = $1 AND draft_number IS NOT NULL ORDER BY draft_number`,
    [reviewId, waitingReason],
  );
  return rows.map((row) => draftSchema.parse(row));
}

const heldSchema = z
  .object({
    id: z.string(),
    repository_id: z.number(),
    installation_id: z.number(),
    owner: z.string(),
    name: z.string(),
    pull_number: z.number(),
    head_sha: z.string(),
    trigger: z.string(),
    expert_state: z.string().nullable(),
    github_review_id: z.number().nullable(),
    is_full: z.boolean(),
  })
  .transform(
    (row): ReviewRow => ({
      id: row.id,
      repositoryId: row.repository_id,
      installationId: row.installation_id,
      repository: { owner: row.owner, name: row.name },
      pullNumber: row.pull_number,
      headSha: row.head_sha,
      trigger: row.trigger,
      isSettled: true,
      expertState: row.expert_state,
      githubReviewId: row.github_review_id,
      hasEnded: true,
      isFull: row.is_full,
    }),
  );

/**
 * The review of a pull request that waits, or that was published meanwhile by a run that died before
 * it could say so; null when nothing was held at the newest head that has a review.
 */
export async function findHeldReview(
  database: Queryable,
  pull: { repositoryId: number; pullNumber: number },
): Promise<ReviewRow | null> {
  const [row] = await database.query(
    `SELECT reviews.id, repository_id, installation_id, owner, name, pull_number, head_sha, trigger,
            expert_state, github_review_id, is_full
       FROM reviews JOIN repositories ON repositories.id = reviews.repository_id
      WHERE repository_id = $1 AND pull_number = $2 AND repositories.state = 'active'
        AND reviews.state IN ('held', 'posted')
        AND EXISTS (SELECT FROM findings
                     WHERE review_id = reviews.id AND draft_number IS NOT NULL)
      ORDER BY reviews.created_at DESC LIMIT 1`,
    [pull.repositoryId, pull.pullNumber],
  );
  return row === undefined ? null : heldSchema.parse(row);
}

/** Whether the review of this very head waits. */
export async function isHeld(
  database: Queryable,
  pull: { repositoryId: number; pullNumber: number },
  headSha: string,
): Promise<boolean> {
  const rows = await database.query(
    `SELECT id FROM reviews
      WHERE repository_id = $1 AND pull_number = $2 AND head_sha = $3 AND state = 'held'`,
    [pull.repositoryId, pull.pullNumber, headSha],
  );
  return rows.length > 0;
}

/**
 * Drafts by their numbers, with the places that their comments name: what is done with one is done
 * with those.
 */
const named = `(draft_number = ANY ($2::integer[])
                OR remark_id IN (
                     SELECT remarks.id FROM remarks
                       JOIN findings AS first ON first.remark_id = remarks.named_by
                      WHERE first.review_id = $1 AND first.draft_number = ANY ($2::integer[])))`;

/** From now on these are to be posted. */
export async function releaseDrafts(
  database: Database,
  reviewId: string,
  numbers: readonly number[],
): Promise<void> {
  await database.query(
    `UPDATE findings SET state = 'posted', reason = NULL
      WHERE review_id = $1 AND ${named} AND state = 'held' AND reason = $3`,
    [reviewId, numbers, waitingReason],
  );
}

/** These are never posted, and not found again on this pull request. */
export async function dropDrafts(
  database: Database,
  reviewId: string,
  numbers: readonly number[],
  actor: string,
): Promise<void> {
  await database.query(
    `WITH dropped AS (
       UPDATE findings SET reason = $5
        WHERE review_id = $1 AND ${named} AND state = 'held' AND reason = $4
       RETURNING remark_id
     )
     UPDATE remarks
        SET state = 'dismissed', state_actor = $3, state_at = now(), said_at = now(),
            state_reason = $6
       FROM dropped WHERE remarks.id = dropped.remark_id AND remarks.said_at IS NULL`,
    [reviewId, numbers, actor, waitingReason, droppedReason, droppedBeforePosted],
  );
}

/** Other words for one that waits. What it was called first is kept: of the two, people took one. */
export async function rewordDraft(
  database: Database,
  reviewId: string,
  number: number,
  words: { title: string; body: string; actor: string },
): Promise<void> {
  await database.query(
    `WITH reworded AS (
       UPDATE findings
          SET title = $3, body = $4, edited_by = $6,
              drafted_title = coalesce(drafted_title, title),
              drafted_body = coalesce(drafted_body, body)
        WHERE review_id = $1 AND draft_number = $2 AND state = 'held' AND reason = $5
       RETURNING remark_id
     )
     UPDATE remarks SET title = $3, body = $4 FROM reworded WHERE remarks.id = reworded.remark_id`,
    [reviewId, number, words.title, words.body, waitingReason, words.actor],
  );
}

/** Nothing waits any more. */
export async function endHeldReview(
  database: Database,
  reviewId: string,
  outcome: string,
): Promise<void> {
  await database.query(
    `UPDATE reviews SET state = 'posted', outcome = $2, finished_at = now(),
            is_check_run_open = false
      WHERE id = $1 AND state = 'held'`,
    [reviewId, outcome],
  );
}
