import type { Database, Queryable } from "@devflow/database";
import type { Finding, Held, ReviewResult } from "@devflow/review";
import { rememberFindings } from "./remember-findings.ts";

/**
 * Stores what was decided, before anything is posted: a crash after this posts exactly these
 * findings. A second run for the same head (the expert came back) adds findings and replaces
 * what the review says of itself; findings already posted stay, those in a posted review's body too.
 */
export async function storeSettledReview(
  database: Database,
  { id: reviewId, repositoryId }: { id: string; repositoryId: number },
  result: ReviewResult,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query(
      `DELETE FROM findings USING reviews
        WHERE reviews.id = $1 AND findings.review_id = reviews.id
          AND (findings.state = 'held'
               OR (findings.github_comment_id IS NULL AND reviews.state <> 'posted'))`,
      [reviewId],
    );
    for (const finding of result.findings) await insertFinding(transaction, reviewId, finding);
    for (const held of result.held) await insertHeld(transaction, reviewId, held);
    await rememberFindings(transaction, repositoryId, result);
    await updateReview(transaction, reviewId, result);
  });
}

async function updateReview(
  transaction: Queryable,
  reviewId: string,
  result: ReviewResult,
): Promise<void> {
  const { expert } = result;
  const identity = expert.state === "not_configured" ? null : expert.identity;
  await transaction.query(
    `UPDATE reviews
        SET base_sha = $2, expert_state = $3, expert_reason = $4, expert_url = $5,
            expert_model = $6, files_reviewed = $7, files_left_out = $8, counts = $9,
            timings_ms = $10, tokens = $11, settled_at = now(), finished_at = NULL
      WHERE id = $1`,
    [
      reviewId,
      result.baseSha,
      expert.state,
      expert.state === "unavailable" ? expert.reason : null,
      identity?.url ?? null,
      identity?.model ?? null,
      JSON.stringify(result.filesReviewed),
      JSON.stringify(result.filesLeftOut),
      JSON.stringify(result.counts),
      JSON.stringify(result.timingsMs),
      JSON.stringify(result.tokens),
    ],
  );
}

async function insertFinding(transaction: Queryable, reviewId: string, finding: Finding) {
  await transaction.query(
    `INSERT INTO findings (review_id, state, fingerprint, path, side, start_line, line, severity,
                           category, title, body, suggestion, confidence, source)
     VALUES ($1, 'posted', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      reviewId,
      finding.fingerprint,
      finding.path,
      finding.side,
      finding.startLine,
      finding.line,
      finding.severity,
      finding.category,
      finding.title,
      finding.body,
      finding.suggestion,
      finding.confidence,
      finding.source,
    ],
  );
}

async function insertHeld(transaction: Queryable, reviewId: string, held: Held) {
  await transaction.query(
    `INSERT INTO findings (review_id, state, reason, fingerprint, path, line, title, source,
                           severity)
     VALUES ($1, 'held', $2, $3, $4, $5, $6, $7, $8)`,
    [
      reviewId,
      held.reason,
      held.fingerprint,
      held.path,
      held.line,
      held.title,
      held.source,
      held.severity,
    ],
  );
}
