import type { Database } from "@devflow/database";
import { invariant } from "@devflow/errors";
import type { ExpertOutcome, SummaryInput } from "@devflow/review";
import { severity } from "@devflow/team-memory";
import { z } from "zod";
import { saidColumns, toSaidFinding } from "./finding-columns.ts";

const standingSchema = z.object({ severity });

const findingSchema = z
  .object({
    id: z.number(),
    github_comment_id: z.number().nullable(),
    ...saidColumns,
    remark_id: z.number().nullable(),
    named_by: z.number().nullable(),
    is_open: z.boolean(),
  })
  .transform(({ id, github_comment_id, remark_id, named_by, is_open, ...columns }) => ({
    id,
    githubCommentId: github_comment_id,
    remarkId: remark_id,
    /** The remark whose comment names this place, too. */
    namedBy: named_by,
    /** Nobody who may has dismissed or resolved it, and it was not fixed. */
    isOpen: is_open,
    finding: toSaidFinding(columns),
  }));

const reviewSchema = z.object({
  head_sha: z.string(),
  expert_state: z.enum(["not_configured", "used", "unavailable", "over_limit"]),
  expert_reason: z.string().nullable(),
  expert_url: z.string().nullable(),
  expert_model: z.string().nullable(),
  files_reviewed: z.array(z.string()),
  files_left_out: z.array(
    z.object({ path: z.string(), reason: z.string(), kind: z.enum(["out_of_scope", "missed"]) }),
  ),
});

/** A finding to post, with its row and the comment that already carries it, if any. */
export type StoredFinding = z.output<typeof findingSchema>;

export interface SettledReview {
  findings: StoredFinding[];
  summary: SummaryInput;
}

/** What a settled review shall say on GitHub, read back from its rows. */
export async function loadSettledReview(
  database: Database,
  reviewId: string,
): Promise<SettledReview> {
  const [row] = await database.query(
    `SELECT head_sha, expert_state, expert_reason, expert_url, expert_model, files_reviewed,
            files_left_out
       FROM reviews WHERE id = $1`,
    [reviewId],
  );
  invariant(row !== undefined, "a settled review has a row");
  const findingRows = await database.query(
    `SELECT findings.id, findings.github_comment_id, findings.fingerprint, findings.path,
            findings.side, findings.start_line, findings.line, findings.severity,
            findings.category, findings.title, findings.body, findings.suggestion,
            findings.confidence, findings.source, findings.place, findings.remark_id,
            remarks.named_by,
            coalesce(remarks.state, 'open') = 'open'
              OR coalesce(remarks.resolution, '') = 'without_permission' AS is_open
       FROM findings LEFT JOIN remarks ON remarks.id = findings.remark_id
      WHERE findings.review_id = $1 AND findings.state = 'posted' ORDER BY findings.id`,
    [reviewId],
  );
  const standing = await database.query(
    `SELECT findings.severity FROM findings LEFT JOIN remarks ON remarks.id = findings.remark_id
      WHERE findings.review_id = $1 AND findings.state = 'held' AND findings.severity IS NOT NULL
        AND (coalesce(remarks.state, 'open') = 'open'
             OR remarks.resolution = 'without_permission')
     UNION ALL
     SELECT remarks.severity FROM remarks JOIN reviews USING (repository_id, pull_number)
      WHERE reviews.id = $1
        AND (remarks.state = 'open' OR remarks.resolution = 'without_permission')
        AND NOT EXISTS (SELECT FROM findings
                         WHERE findings.review_id = $1 AND findings.remark_id = remarks.id
                           AND (findings.state = 'posted' OR findings.severity IS NOT NULL))`,
    [reviewId],
  );
  const review = reviewSchema.parse(row);
  const findings = findingRows.map((finding) => findingSchema.parse(finding));
  return {
    findings,
    summary: {
      headSha: review.head_sha,
      expert: expertOutcome(review),
      filesReviewed: review.files_reviewed,
      filesLeftOut: review.files_left_out,
      findings: findings.filter(({ isOpen }) => isOpen).map(({ finding }) => finding),
      standing: standing.map((held) => standingSchema.parse(held)),
    },
  };
}

function expertOutcome(review: z.output<typeof reviewSchema>): ExpertOutcome {
  if (review.expert_state === "not_configured") return { state: "not_configured" };
  const identity = { url: review.expert_url ?? "", model: review.expert_model ?? "" };
  if (review.expert_state === "used") return { state: "used", identity };
  const reason = review.expert_reason ?? "no answer";
  if (review.expert_state === "over_limit") return { state: "over_limit", identity, reason };
  return { state: "unavailable", identity, reason, hunksNotReviewed: 0 };
}
