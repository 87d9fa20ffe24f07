import type { Queryable } from "@devflow/database";
import type { Finding, RemarkChange, Trace } from "@devflow/review";
import { z } from "zod";
import type { ReviewRow } from "./review-row.ts";
import { storable } from "./storable.ts";

type Pull = Pick<ReviewRow, "repositoryId" | "pullNumber" | "headSha">;

const idSchema = z.object({ id: z.number() });

/**
 * Forgets what was settled for an earlier head, or by an earlier run, and never got to GitHub: its
 * review gave way or died. What of it still stands is found and said by the review that asks. Drafts
 * that kept their findings go on waiting.
 */
export async function forgetUnsaid(
  transaction: Queryable,
  pull: Pull & Pick<ReviewRow, "id">,
): Promise<void> {
  await transaction.query(
    `DELETE FROM remarks
      WHERE repository_id = $1 AND pull_number = $2
        AND said_at IS NULL AND github_comment_id IS NULL
        AND NOT EXISTS (SELECT FROM findings WHERE findings.remark_id = remarks.id
                           AND findings.review_id = $3 AND draft_number IS NOT NULL)`,
    [pull.repositoryId, pull.pullNumber, pull.id],
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
                          before_hashes, after_hashes, terms, place, first_head_sha, named_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
             (SELECT id FROM remarks
               WHERE repository_id = $1 AND pull_number = $2 AND fingerprint = $20))
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
      storable(finding.title),
      storable(finding.body),
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
      finding.namedBy ?? null,
    ],
  );
  return row === undefined ? null : idSchema.parse(row).id;
}

/**
 * What this head makes of earlier remarks, all of them at once: a long pull request has thousands.
 * A decision that a person took meanwhile is kept.
 */
export async function applyRemarkChanges(
  transaction: Queryable,
  pull: Pull,
  changes: readonly RemarkChange[],
): Promise<void> {
  const states = changes
    .filter(({ state, isSwitchedOff }) => state === "open" || state === "fixed" || isSwitchedOff)
    .map(({ remarkId, state, reason, isSwitchedOff }) => ({
      ...{ remark_id: remarkId, state, reason },
      resolution: isSwitchedOff ? "switched_off" : null,
    }));
  await transaction.query(
    `UPDATE remarks
        SET state = now_is.state, state_reason = now_is.reason, state_actor = NULL,
            state_sha = CASE WHEN now_is.resolution IS NULL THEN $2 END, state_at = now(),
            resolution = now_is.resolution
       FROM jsonb_to_recordset($1::jsonb) AS now_is (
              remark_id bigint, state text, reason text, resolution text)
      WHERE remarks.id = now_is.remark_id
        AND ((remarks.state IN ('open', 'fixed') AND remarks.state <> now_is.state)
             OR (remarks.resolution = 'without_permission' AND now_is.state <> 'open')
             OR (remarks.resolution = 'switched_off' AND now_is.state = 'open'))`,
    [JSON.stringify(states), pull.headSha],
  );
  const places = changes.flatMap(({ remarkId, at, lines }) =>
    at === null
      ? []
      : [
          {
            remark_id: remarkId,
            ...{ path: at.path, side: at.side, start_line: at.startLine, line: at.line },
            content_key: lines?.contentKey ?? null,
            line_hashes: lines?.trace.lineHashes ?? null,
            before_hashes: lines?.trace.before ?? null,
            after_hashes: lines?.trace.after ?? null,
          },
        ],
  );
  await transaction.query(
    `UPDATE remarks
        SET path = now_at.path, side = now_at.side, start_line = now_at.start_line,
            line = now_at.line,
            content_key = coalesce(now_at.content_key, remarks.content_key),
            line_hashes = coalesce(now_at.line_hashes, remarks.line_hashes),
            before_hashes = coalesce(now_at.before_hashes, remarks.before_hashes),
            after_hashes = coalesce(now_at.after_hashes, remarks.after_hashes),
            -- Opened again by a person: from here on it follows its lines like any other.
            state_actor = CASE WHEN remarks.state <> 'open' THEN remarks.state_actor END
       FROM jsonb_to_recordset($1::jsonb) AS now_at (
              remark_id bigint, path text, side text, start_line integer, line integer,
              content_key text, line_hashes text[], before_hashes text[], after_hashes text[])
      WHERE remarks.id = now_at.remark_id`,
    [JSON.stringify(places)],
  );
}
