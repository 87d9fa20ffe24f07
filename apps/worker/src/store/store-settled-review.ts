import type { Database, Queryable } from "@devflow/database";
import type { Finding, Held, ReviewResult } from "@devflow/review";
import { z } from "zod";
import type { ClaimedReview } from "./claim-review.ts";
import { isExpertsTurn, type ReviewRow } from "./review-row.ts";
import { storable, storableJson } from "./storable.ts";
import { packDrafts, storeDrafts } from "./store-drafts.ts";
import { applyRemarkChanges, forgetUnsaid, insertRemark } from "./store-remarks.ts";

/**
 * `settled_before`: another run of the same job was faster, and what it decided is what counts.
 * `superseded`: a newer head took over. `given_way`: the review was queued anew or taken up again
 * since this run claimed it.
 */
export type Settlement = "stored" | "settled_before" | "superseded" | "given_way";

/**
 * Stores what was decided, before anything is posted: a crash after this posts exactly these
 * findings. Each becomes a remark of the pull request in the same transaction, which is what keeps
 * it from being said again; remarks count as said once they were posted. A second run for the same
 * head (the expert came back, or a person asked) adds findings and replaces what the review says of
 * itself; what people could read already stays, also drafts that wait, with their numbers. Reviews of one pull request are stored one after
 * the other: each sees what those before it have settled. What the expert was asked is stored with
 * it, unless nothing of that is kept.
 */
export async function storeSettledReview(
  database: Database,
  row: ClaimedReview,
  result: ReviewResult,
  { keepsDrafts = true }: { keepsDrafts?: boolean } = {},
): Promise<Settlement> {
  const drafts = keepsDrafts ? await packDrafts(result) : [];
  return await database.transaction(async (transaction) => {
    const settlement = await takeTurn(transaction, row);
    if (settlement !== "stored") return settlement;
    await transaction.query(
      `DELETE FROM findings
        WHERE review_id = $1
          AND NOT ($2 AND draft_number IS NOT NULL)
          AND (state = 'held'
               OR (github_comment_id IS NULL
                   AND NOT EXISTS (SELECT FROM remarks
                                    WHERE remarks.id = findings.remark_id
                                      AND remarks.said_at IS NOT NULL)))`,
      [row.id, isExpertsTurn(row)],
    );
    await forgetUnsaid(transaction, row);
    const draftIds = await storeDrafts(transaction, row, drafts);
    for (const finding of result.findings) {
      await storeFinding(transaction, row, finding, result, draftIds);
    }
    for (const held of result.held) await insertHeld(transaction, row.id, held);
    await applyRemarkChanges(transaction, row, result.remarkChanges);
    await updateReview(transaction, row, result);
    return settlement;
  });
}

const turnSchema = z.object({
  state: z.string(),
  started: z.string().nullable(),
  settled: z.string().nullable(),
});

/** Whether the review is still what this run claimed; nobody changes that until the transaction ends. */
async function takeTurn(
  transaction: Queryable,
  { id, repositoryId, pullNumber, claim }: ClaimedReview,
): Promise<Settlement> {
  await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", [
    `remarks of ${repositoryId}/${pullNumber}`,
  ]);
  const [row] = await transaction.query(
    `SELECT state, started_at::text AS started, settled_at::text AS settled FROM reviews
      WHERE id = $1 FOR UPDATE`,
    [id],
  );
  if (row === undefined) return "given_way";
  const { state, started, settled } = turnSchema.parse(row);
  if (state === "superseded") return "superseded";
  const isOurs = ["running", "posted", "held"].includes(state) && started === claim.started;
  if (!isOurs) return "given_way";
  return settled === claim.settled ? "stored" : "settled_before";
}

async function storeFinding(
  transaction: Queryable,
  row: ReviewRow,
  finding: Finding,
  { traces, excerpts }: ReviewResult,
  draftIds: ReadonlyMap<string, number>,
): Promise<void> {
  const { fingerprint, drafted } = finding;
  const remarkId = await insertRemark(transaction, row, finding, traces[fingerprint]);
  if (remarkId !== null) {
    const draftId = drafted === undefined ? null : (draftIds.get(drafted.promptSha256) ?? null);
    const excerpt = excerpts[fingerprint] ?? null;
    await insertFinding(transaction, row.id, finding, { remarkId, draftId, excerpt });
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
            state = CASE WHEN state = 'held' THEN 'running' ELSE state END,
            read_keys = CASE WHEN $13 THEN read_keys || $12::jsonb ELSE $12::jsonb END
      WHERE id = $1`,
    [
      row.id,
      result.baseSha,
      expert.state,
      "reason" in expert ? expert.reason : null,
      identity?.url ?? null,
      identity?.model ?? null,
      storableJson(result.filesReviewed),
      storableJson(result.filesLeftOut),
      storableJson(result.counts),
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
  beside: { remarkId: number; draftId: number | null; excerpt: string | null },
) {
  const { remarkId, draftId, excerpt } = beside;
  const quote = draftId === null ? null : (finding.drafted?.quote ?? null);
  await transaction.query(
    `INSERT INTO findings (review_id, state, fingerprint, path, side, start_line, line, severity,
                           category, title, body, suggestion, confidence, source, votes, passes,
                           verdict, score, place, content_key, remark_id, excerpt, features,
                           expert_draft_id, quote)
     VALUES ($1, 'posted', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
             $18, $19, $20, $21, $22, $23, $24)`,
    [
      reviewId,
      finding.fingerprint,
      finding.path,
      finding.side,
      finding.startLine,
      finding.line,
      finding.severity,
      finding.category,
      storable(finding.title),
      storable(finding.body),
      finding.suggestion === null ? null : storable(finding.suggestion),
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
      draftId,
      quote === null ? null : storable(quote),
    ],
  );
}

async function insertHeld(transaction: Queryable, reviewId: string, held: Held) {
  await transaction.query(
    `INSERT INTO findings (review_id, state, reason, fingerprint, path, line, title, source,
                           severity, remark_id)
     VALUES ($1, 'held', $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      reviewId,
      storable(held.reason),
      held.fingerprint,
      storable(held.path),
      held.line,
      storable(held.title),
      held.source,
      held.severity,
      held.remarkId ?? null,
    ],
  );
}
