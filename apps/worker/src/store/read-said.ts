import type { Database } from "@devflow/database";
import { z } from "zod";
import type { ReviewRow } from "./review-row.ts";

const saidSchema = z.object({
  fingerprint: z.string(),
  source: z.string(),
  severity: z.enum(["critical", "high", "medium", "low"]),
  is_here: z.boolean(),
});

/** A finding that people can read on the pull request; `is_here`: said about this very head. */
export type Said = z.output<typeof saidSchema>;

/**
 * Everything that was said on this pull request so far, at any head: what has a comment of its own,
 * and of a review that was posted also what stands in its body.
 */
export async function readSaid(database: Database, row: ReviewRow): Promise<Said[]> {
  const rows = await database.query(
    `SELECT findings.fingerprint, findings.source, findings.severity, reviews.id = $3 AS is_here
       FROM findings JOIN reviews ON reviews.id = findings.review_id
      WHERE reviews.repository_id = $1 AND reviews.pull_number = $2
        AND findings.state = 'posted'
        AND (findings.github_comment_id IS NOT NULL OR reviews.state = 'posted')`,
    [row.repositoryId, row.pullNumber, row.id],
  );
  return rows.map((said) => saidSchema.parse(said));
}

const readingSchema = z.object({ files_reviewed: z.array(z.string()) });

/** Which files the review says were reviewed. */
export async function readFilesReviewed(database: Database, reviewId: string): Promise<string[]> {
  const [row] = await database.query("SELECT files_reviewed FROM reviews WHERE id = $1", [
    reviewId,
  ]);
  return row === undefined ? [] : readingSchema.parse(row).files_reviewed;
}
