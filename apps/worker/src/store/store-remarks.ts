import type { Queryable } from "@devflow/database";
import type { Finding, RemarkChange, Trace } from "@devflow/review";
import { z } from "zod";
import type { ReviewRow } from "./review-row.ts";

type Pull = Pick<ReviewRow, "repositoryId" | "pullNumber" | "headSha">;

const idSchema = z.object({ id: z.number() });

/**
 * Forgets what was settled for an earlier head, or by an earlier run, and never got to GitHub: its
 * review gave way or died. What of it still stands is found and said by the review that asks.
 */
export async function forgetUnsaid(transaction: Queryable, pull: Pull): Promise<void> {
  await transaction.query(
    `DELETE FROM remarks
      WHERE repository_id = $1 AND pull_number = $2
        AND said_at IS NULL AND github_comment_id IS NULL`,
    [pull.repositoryId, pull.pullNumber],
  );
}

/** Null when the pull request has it already: a run beside this one said it meanwhile. */
export async function insertRemark(
  transaction: Queryable,
  pull: Pull,
  finding: Finding,
  trace: Trace | undefined,
): Promise<number | null> {
  const { lineHashes = [], before = [], after = [], terms = [] } = trace ?? {};
  const [row] = await transaction.query(
    `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                          category, title, body, path, side, start_line, line, line_hashes,
                          before_hashes, after_hashes, terms, place, first_head_sha)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
     ON CONFLICT (repository_id, pull_number, fingerprint) DO NOTHING
     RETURNING id`,
    [
      pull.repositoryId,
      pull.pullNumber,
      finding.fingerprint,
      finding.contentKey,
      finding.source,
      finding.severity,
      finding.category,
      finding.title,
      finding.body,
      finding.path,
      finding.side,
      finding.startLine,
      finding.line,
      lineHashes,
      before,
      after,
      terms,
      finding.place,
      pull.headSha,
    ],
  );
  return row === undefined ? null : idSchema.parse(row).id;
}

/** What this head makes of earlier remarks. A decision that a person took meanwhile is kept. */
export async function applyRemarkChange(
  transaction: Queryable,
  pull: Pull,
  change: RemarkChange,
): Promise<void> {
  if (change.state === "open" || change.state === "fixed") {
    await transaction.query(
      `UPDATE remarks
          SET state = $2, state_reason = $3, state_actor = NULL, state_sha = $4, state_at = now()
        WHERE id = $1 AND state IN ('open', 'fixed') AND state <> $2`,
      [change.remarkId, change.state, change.reason, pull.headSha],
    );
  }
  if (change.at === null) return;
  const { path, side, startLine, line } = change.at;
  await transaction.query(
    `UPDATE remarks
        SET path = $2, side = $3, start_line = $4, line = $5,
            content_key = coalesce($6, content_key), line_hashes = coalesce($7, line_hashes),
            before_hashes = coalesce($8, before_hashes), after_hashes = coalesce($9, after_hashes)
      WHERE id = $1`,
    [
      change.remarkId,
      path,
      side,
      startLine,
      line,
      change.lines?.contentKey ?? null,
      change.lines?.trace.lineHashes ?? null,
      change.lines?.trace.before ?? null,
      change.lines?.trace.after ?? null,
    ],
  );
}
