import type { Database } from "@devflow/database";
import type { PostedComment } from "@devflow/github";
import { type FindingSource, fixedInOf, renderOpenComment, type Severity } from "@devflow/review";
import type { ReviewRow } from "./review-row.ts";

/**
 * Remarks of reviews that were posted before there were remarks: made of their findings, at the
 * first look at the pull request after the update.
 */
export async function recoverFromFindings(database: Database, row: ReviewRow): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query(
      `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                            category, title, body, path, side, start_line, line, line_hashes, place,
                            github_comment_id, first_head_sha, said_at)
       SELECT DISTINCT ON (findings.fingerprint)
              reviews.repository_id, reviews.pull_number, findings.fingerprint,
              coalesce(findings.content_key, findings.fingerprint), findings.source,
              findings.severity, findings.category, findings.title, findings.body, findings.path,
              findings.side, findings.start_line, findings.line, '{}',
              coalesce(findings.place, 'inline'), findings.github_comment_id, reviews.head_sha, now()
         FROM findings JOIN reviews ON reviews.id = findings.review_id
        WHERE reviews.repository_id = $1 AND reviews.pull_number = $2
          AND findings.state = 'posted' AND findings.remark_id IS NULL
          AND findings.fingerprint IS NOT NULL
          AND (findings.github_comment_id IS NOT NULL OR reviews.state = 'posted')
        ORDER BY findings.fingerprint, findings.id
       ON CONFLICT (repository_id, pull_number, fingerprint) DO NOTHING`,
      [row.repositoryId, row.pullNumber],
    );
    await transaction.query(
      `UPDATE findings SET remark_id = remarks.id FROM remarks, reviews
        WHERE reviews.id = findings.review_id AND findings.remark_id IS NULL
          AND findings.state = 'posted' AND findings.fingerprint = remarks.fingerprint
          AND remarks.repository_id = $1 AND remarks.pull_number = $2
          AND reviews.repository_id = $1 AND reviews.pull_number = $2`,
      [row.repositoryId, row.pullNumber],
    );
  });
}

/** A comment of our own with the fingerprint of its marker. */
export type MarkedComment = PostedComment & { fingerprint: string };

/** `high · correctness · rule:x`, with whatever marks stand around the words. */
const LABEL =
  /\b(critical|high|medium|low)\W{1,5}([a-z_]{3,40})(?:\W{1,6}((?:rule|secret):[\w-]+))?/g;

/**
 * What GitHub has and our rows do not: a lost database, or a crash between posting and its record.
 * The comment's words are all there is to know; its place is where GitHub shows it now.
 */
export async function recoverFromComments(
  database: Database,
  row: ReviewRow,
  comments: readonly MarkedComment[],
): Promise<void> {
  const known = await knownFingerprints(database, row);
  for (const comment of comments) {
    if (known.has(comment.fingerprint)) continue;
    const { severity, category, source } = labelOf(comment.body);
    const fixedIn = fixedInOf(comment.body);
    const [title = "", ...rest] = renderOpenComment(comment.body)
      .replace(/<!--.*?-->/gs, "")
      .trim()
      .split("\n");
    const line = comment.line ?? 0;
    await database.query(
      `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                            category, title, body, path, side, start_line, line, line_hashes, place,
                            github_comment_id, first_head_sha, said_at, state, state_sha)
       VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '{}', 'inline', $13, '', now(),
               CASE WHEN $14::text IS NULL THEN 'open' ELSE 'fixed' END, $14)
       ON CONFLICT (repository_id, pull_number, fingerprint) DO UPDATE
          SET github_comment_id = excluded.github_comment_id, said_at = now()
        WHERE remarks.github_comment_id IS NULL`,
      [
        row.repositoryId,
        row.pullNumber,
        comment.fingerprint,
        source,
        severity,
        category,
        title.replace(/^[\s*#]+|[\s*]+$/g, ""),
        rest.join("\n").trim(),
        comment.path,
        comment.side,
        comment.startLine ?? line,
        line,
        comment.id,
        fixedIn,
      ],
    );
  }
}

async function knownFingerprints(database: Database, row: ReviewRow): Promise<Set<string>> {
  const rows = await database.query<{ fingerprint: string }>(
    `SELECT fingerprint FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND github_comment_id IS NOT NULL`,
    [row.repositoryId, row.pullNumber],
  );
  return new Set(rows.map(({ fingerprint }) => fingerprint));
}

/** The last one: what stands before it are the finding's own words. */
function labelOf(body: string): { severity: Severity; category: string; source: FindingSource } {
  const label = [...body.matchAll(LABEL)].at(-1);
  const [, severity = "medium", category = "correctness", source = "expert"] = label ?? [];
  return { severity: severity as Severity, category, source: source as FindingSource };
}
