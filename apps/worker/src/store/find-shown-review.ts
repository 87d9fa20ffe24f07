import type { Queryable } from "@devflow/database";
import { z } from "zod";
import type { ReviewRow } from "./review-row.ts";

/** What is known of a review that people can read. */
export type ShownReview = Pick<
  ReviewRow,
  "id" | "repositoryId" | "installationId" | "repository" | "pullNumber" | "headSha"
>;

const shownSchema = z
  .object({
    id: z.string(),
    repository_id: z.number(),
    installation_id: z.number(),
    owner: z.string(),
    name: z.string(),
    pull_number: z.number(),
    head_sha: z.string(),
    is_shown: z.boolean(),
  })
  .transform(({ repository_id, installation_id, owner, name, pull_number, head_sha, ...row }) => ({
    ...row,
    repositoryId: repository_id,
    installationId: installation_id,
    repository: { owner, name },
    pullNumber: pull_number,
    headSha: head_sha,
  }));

/**
 * The newest review of the pull request that `reviewId` belongs to, when it was posted and has ended;
 * null where one is still to come or waits, which then shows everything itself.
 */
export async function findShownReview(
  database: Queryable,
  reviewId: string,
): Promise<ShownReview | null> {
  const [row] = await database.query(
    `SELECT reviews.id, reviews.repository_id, installation_id, owner, name, reviews.pull_number,
            reviews.head_sha,
            reviews.state = 'posted' AND reviews.finished_at IS NOT NULL AS is_shown
       FROM reviews
       JOIN repositories ON repositories.id = reviews.repository_id
       JOIN reviews asked ON asked.repository_id = reviews.repository_id
                         AND asked.pull_number = reviews.pull_number
      WHERE asked.id = $1 AND repositories.state = 'active'
      ORDER BY reviews.created_at DESC LIMIT 1`,
    [reviewId],
  );
  if (row === undefined) return null;
  const { is_shown: isShown, ...review } = shownSchema.parse(row);
  return isShown ? review : null;
}

const idSchema = z.object({ id: z.string() });

/** Any review of the pull request, the newest first. */
export async function newestReviewId(
  database: Queryable,
  pull: { repositoryId: number; pullNumber: number },
): Promise<string | null> {
  const [row] = await database.query(
    `SELECT id FROM reviews WHERE repository_id = $1 AND pull_number = $2
      ORDER BY created_at DESC LIMIT 1`,
    [pull.repositoryId, pull.pullNumber],
  );
  return row === undefined ? null : idSchema.parse(row).id;
}
