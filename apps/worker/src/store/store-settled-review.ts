import type { Database, Queryable } from "@devflow/database";
import type { Finding, Held, ReviewResult } from "@devflow/review";
import { isExpertsTurn, type ReviewRow } from "./review-row.ts";
import { applyRemarkChange, forgetUnsaid, insertRemark } from "./store-remarks.ts";

/**
 * Stores what was decided, before anything is posted: a crash after this posts exactly these
 * findings. Each becomes a remark of the pull request in the same transaction, which is what keeps
 * it from being said again; remarks count as said once they were posted. A second run for the same
 * head (the expert came back, or a person asked) adds findings and replaces what the review says of
 * itself; what people could read already stays.
 */
export async function storeSettledReview(
  database: Database,
  row: ReviewRow,
  result: ReviewResult,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query(
      `DELETE FROM findings
        WHERE review_id = $1
          AND (state = 'held'
               OR (github_comment_id IS NULL
                   AND NOT EXISTS (SELECT FROM remarks
                                    WHERE remarks.id = findings.remark_id
                                      AND remarks.said_at IS NOT NULL)))`,
      [row.id],
    );
    await forgetUnsaid(transaction, row);
    for (const finding of result.findings) {
      await storeFinding(transaction, row, finding, result);
    }
    for (const held of result.held) await insertHeld(transaction, row.id, held);
    for (const change of result.remarkChanges) await applyRemarkChange(transaction, row, change);
    await updateReview(transaction, row, result);
  });
}

async function storeFinding(
  transaction: Queryable,
  row: ReviewRow,
  finding: Finding,
  { traces, excerpts }: ReviewResult,
): Promise<void> {
  const { fingerprint } = finding;
  const remarkId = await insertRemark(transaction, row, finding, traces[fingerprint]);
  if (remarkId !== null) {
    await insertFinding(transaction, row.id, finding, remarkId, excerpts[fingerprint] ?? null);
    return;
  }
  const { path, line, title, source } = finding;
  const reason = "already said on this pull request";
  const held = { path, line, title, source, reason, fingerprint, severity: null };
  await insertHeld(transaction, row.id, held);
}

async function updateReview(
  transaction: Queryable,
  row: ReviewRow,
  result: ReviewResult,
): Promise<void> {
  const { expert } = result;
  const identity = expert.state === "not_configured" ? null : expert.identity;
  await transaction.query(
    `UPDATE reviews
        SET base_sha = $2, expert_state = $3, expert_reason = $4, expert_url = $5,
            expert_model = $6, files_reviewed = $7, files_left_out = $8, counts = $9,
            timings_ms = $10, tokens = $11, settled_at = now(), finished_at = NULL,
            read_keys = CASE WHEN $13 THEN read_keys || $12::jsonb ELSE $12::jsonb END
      WHERE id = $1`,
    [
      row.id,
      result.baseSha,
      expert.state,
      "reason" in expert ? expert.reason : null,
      identity?.url ?? null,
      identity?.model ?? null,
      JSON.stringify(result.filesReviewed),
      JSON.stringify(result.filesLeftOut),
      JSON.stringify(result.counts),
      JSON.stringify(result.timingsMs),
      JSON.stringify(result.tokens),
      JSON.stringify(result.readKeys),
      isExpertsTurn(row),
    ],
  );
}

async function insertFinding(
  transaction: Queryable,
  reviewId: string,
  finding: Finding,
  remarkId: number,
  excerpt: string | null,
) {
  await transaction.query(
    `INSERT INTO findings (review_id, state, fingerprint, path, side, start_line, line, severity,
                           category, title, body, suggestion, confidence, source, votes, passes,
                           verdict, score, place, content_key, remark_id, excerpt, features)
     VALUES ($1, 'posted', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
             $18, $19, $20, $21, $22)`,
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
      finding.votes,
      finding.passes,
      finding.verdict,
      finding.score,
      finding.place,
      finding.contentKey,
      remarkId,
      excerpt === null ? null : storable(excerpt),
      finding.features === undefined ? null : JSON.stringify(finding.features),
    ],
  );
}

/** Postgres keeps no NUL, and no half of a surrogate pair, which a cut may leave. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

async function insertHeld(transaction: Queryable, reviewId: string, held: Held) {
  await transaction.query(
    `INSERT INTO findings (review_id, state, reason, fingerprint, path, line, title, source,
                           severity, remark_id)
     VALUES ($1, 'held', $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      reviewId,
      held.reason,
      held.fingerprint,
      held.path,
      held.line,
      held.title,
      held.source,
      held.severity,
      held.remarkId ?? null,
    ],
  );
}
