import type { Queryable } from "@devflow/database";
import type { Dismissal, Remark } from "@devflow/review";
import { z } from "zod";
import { findingSource, severity } from "./finding-columns.ts";
import { isExpertsTurn, type ReviewRow } from "./review-row.ts";

/** A remark with what the worker needs to find its comment. */
export type StoredRemark = z.output<typeof remarkSchema>;

const remarkSchema = z
  .object({
    id: z.number(),
    fingerprint: z.string(),
    content_key: z.string(),
    source: findingSource,
    severity,
    category: z.string(),
    title: z.string(),
    body: z.string(),
    path: z.string(),
    side: z.enum(["LEFT", "RIGHT"]),
    start_line: z.number(),
    line: z.number(),
    line_hashes: z.array(z.string()),
    before_hashes: z.array(z.string()),
    after_hashes: z.array(z.string()),
    state: z.enum(["open", "fixed", "dismissed", "resolved"]),
    resolution: z.enum(["without_permission", "switched_off"]).nullable(),
    state_actor: z.string().nullable(),
    state_reason: z.string().nullable(),
  })
  .transform((row): Remark => {
    const { id, fingerprint, source, category, title, body, path, side, line, state } = row;
    return {
      ...{ id, fingerprint, source, category, title, body, path, side, line, state },
      severity: row.severity,
      resolution: row.resolution,
      contentKey: row.content_key,
      startLine: row.start_line,
      trace: { lineHashes: row.line_hashes, before: row.before_hashes, after: row.after_hashes },
      stateActor: row.state_actor,
      stateReason: row.state_reason,
    };
  });

/**
 * Everything that people could read on the pull request, and in the turn of an expert that was away
 * the drafts that wait.
 */
export async function readRemarks(database: Queryable, row: ReviewRow): Promise<StoredRemark[]> {
  const rows = await database.query(
    `SELECT id, fingerprint, content_key, source, severity, category, title, body, path, side,
            start_line, line, line_hashes, before_hashes, after_hashes, state, resolution,
            state_actor, state_reason
       FROM remarks
      WHERE repository_id = $1 AND pull_number = $2
        AND (said_at IS NOT NULL
             OR EXISTS (SELECT FROM findings WHERE findings.remark_id = remarks.id
                           AND findings.review_id = $3 AND draft_number IS NOT NULL))
      ORDER BY id`,
    [row.repositoryId, row.pullNumber, isExpertsTurn(row) ? row.id : null],
  );
  return rows.map((remark) => remarkSchema.parse(remark));
}

const dismissalSchema = z
  .object({
    content_key: z.string(),
    source: findingSource,
    category: z.string(),
    path: z.string(),
    title: z.string(),
    terms: z.array(z.string()),
    reason: z.string(),
    actor: z.string(),
  })
  .transform(({ content_key, ...rest }): Dismissal => ({ ...rest, contentKey: content_key }));

/** The newest ones are asked first; a team that dismissed more has a rule to switch off. */
const mostDismissals = 2_000;

/** What was dismissed with a reason anywhere in the repository, and nobody forgot. */
export async function readDismissals(
  database: Queryable,
  repositoryId: number,
): Promise<Dismissal[]> {
  const rows = await database.query(
    `SELECT content_key, source, category, path, title, terms, reason, actor
       FROM dismissals
      WHERE repository_id = $1 AND forgotten_at IS NULL AND reason <> ''
      ORDER BY id DESC LIMIT $2`,
    [repositoryId, mostDismissals],
  );
  return rows.map((dismissal) => dismissalSchema.parse(dismissal));
}

/** How many of this head's inline comments are on the pull request. */
export async function countInlineAt(database: Queryable, row: ReviewRow): Promise<number> {
  const [counted] = await database.query(
    `SELECT count(*)::integer AS count FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND first_head_sha = $3
        AND place = 'inline' AND said_at IS NOT NULL`,
    [row.repositoryId, row.pullNumber, row.headSha],
  );
  return z.object({ count: z.number() }).parse(counted).count;
}
