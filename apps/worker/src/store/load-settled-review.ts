import type { Database } from "@devflow/database";
import { invariant } from "@devflow/errors";
import type { ExpertOutcome, SaidFinding, SummaryInput } from "@devflow/review";
import { z } from "zod";

const sourceSchema = z.union([
  z.literal("expert"),
  z.templateLiteral(["rule:", z.string()]),
  z.templateLiteral(["secret:", z.string()]),
]);

const severity = z.enum(["critical", "high", "medium", "low"]);

const standingSchema = z.object({ severity });

const findingSchema = z
  .object({
    id: z.number(),
    github_comment_id: z.number().nullable(),
    fingerprint: z.string(),
    path: z.string(),
    side: z.enum(["LEFT", "RIGHT"]),
    start_line: z.number(),
    line: z.number(),
    severity,
    category: z.string(),
    title: z.string(),
    body: z.string(),
    suggestion: z.string().nullable(),
    confidence: z.number(),
    source: sourceSchema,
    // Null: from before there was a choice.
    place: z.enum(["inline", "summary"]).nullable(),
  })
  .transform(({ id, github_comment_id, start_line, place, ...finding }) => ({
    id,
    githubCommentId: github_comment_id,
    finding: {
      ...finding,
      startLine: start_line,
      place: place ?? "inline",
    } satisfies SaidFinding,
  }));

const reviewSchema = z.object({
  head_sha: z.string(),
  expert_state: z.enum(["not_configured", "used", "unavailable"]),
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
    `SELECT id, github_comment_id, fingerprint, path, side, start_line, line, severity, category,
            title, body, suggestion, confidence, source, place
       FROM findings WHERE review_id = $1 AND state = 'posted' ORDER BY id`,
    [reviewId],
  );
  const standing = await database.query(
    `SELECT severity FROM findings
      WHERE review_id = $1 AND state = 'held' AND severity IS NOT NULL ORDER BY id`,
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
      findings: findings.map(({ finding }) => finding),
      standing: standing.map((held) => standingSchema.parse(held)),
    },
  };
}

function expertOutcome(review: z.output<typeof reviewSchema>): ExpertOutcome {
  if (review.expert_state === "not_configured") return { state: "not_configured" };
  const identity = { url: review.expert_url ?? "", model: review.expert_model ?? "" };
  if (review.expert_state === "used") return { state: "used", identity };
  const reason = review.expert_reason ?? "no answer";
  return { state: "unavailable", identity, reason, hunksNotReviewed: 0 };
}
