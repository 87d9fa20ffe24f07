import type { Queryable } from "@devflow/database";
import { z } from "zod";

/** What is counted before the first row is read, so that shares and caps need no second look. */
export interface ReviewTotals {
  /** Comments that led to a change, by author. */
  perAuthor: Map<string, number>;
  /** Findings with an outcome, by category and label. */
  perCategory: Map<string, number>;
  /** Prompts with a wanted finding, and comments that led to a change: at most so many examples. */
  spoken: number;
  /** Prompts that nothing was said about, of pull requests that the history says were merged. */
  silent: number;
}

const counted = z.object({ key: z.string(), count: z.number() });
const prompts = z.object({ wanted: z.number(), silent: z.number() });

export async function readReviewTotals(
  database: Queryable,
  repositoryId: number,
): Promise<ReviewTotals> {
  const authors = await database.query(
    `SELECT author AS key, count(*) AS count FROM human_comments
      WHERE repository_id = $1 AND lines_changed AND reply_to_id IS NULL
        AND NOT is_bot AND NOT is_by_pull_author
      GROUP BY author`,
    [repositoryId],
  );
  const categories = await database.query(
    `SELECT findings.category || ' ' || outcome.label AS key, count(*) AS count
       FROM expert_drafts draft
       JOIN findings ON findings.expert_draft_id = draft.id
       JOIN remark_outcomes outcome ON outcome.remark_id = findings.remark_id
      WHERE draft.repository_id = $1 AND outcome.is_final AND outcome.label IS NOT NULL
      GROUP BY 1`,
    [repositoryId],
  );
  const [row] = await database.query(
    `SELECT count(*) FILTER (WHERE EXISTS (
              SELECT FROM findings JOIN remark_outcomes outcome
                       ON outcome.remark_id = findings.remark_id
               WHERE findings.expert_draft_id = draft.id
                 AND outcome.is_final AND outcome.label = 'wanted')) AS wanted,
            count(*) FILTER (WHERE NOT EXISTS (
              SELECT FROM findings WHERE findings.expert_draft_id = draft.id)
              AND EXISTS (
              SELECT FROM past_pulls past JOIN reviews ON reviews.pull_number = past.number
               WHERE past.repository_id = $1 AND past.merged_at IS NOT NULL
                 AND reviews.id = draft.review_id)) AS silent
       FROM expert_drafts draft WHERE draft.repository_id = $1`,
    [repositoryId],
  );
  const perAuthor = toMap(authors);
  const { wanted, silent } = prompts.parse(row);
  const fromPeople = [...perAuthor.values()].reduce((sum, count) => sum + count, 0);
  return { perAuthor, perCategory: toMap(categories), spoken: wanted + fromPeople, silent };
}

function toMap(rows: readonly unknown[]): Map<string, number> {
  return new Map(rows.map((row) => counted.parse(row)).map(({ key, count }) => [key, count]));
}
