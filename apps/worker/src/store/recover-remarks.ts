import type { Database } from "@devflow/database";
import { namedPlaces, type PostedComment } from "@devflow/github";
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
    const remark = remarkOf(comment);
    await insertRecovered(database, row, remark);
    for (const { fingerprint, linesBelow } of namedPlaces(comment.body)) {
      const line = Math.max(remark.line + linesBelow, 0);
      const place = { ...remark, fingerprint, startLine: line, line, place: "summary" as const };
      await insertRecovered(database, row, { ...place, namedBy: comment.fingerprint });
    }
  }
}

interface RecoveredRemark extends ReturnType<typeof labelOf> {
  fingerprint: string;
  title: string;
  body: string;
  path: string;
  side: string;
  startLine: number;
  line: number;
  place: "inline" | "summary";
  commentId: number;
  fixedIn: string | null;
  /** The fingerprint of the remark whose comment names it. */
  namedBy: string | null;
}

function remarkOf(comment: MarkedComment): RecoveredRemark {
  const [title = "", ...rest] = renderOpenComment(comment.body)
    .replace(/<!--.*?-->/gs, "")
    .trim()
    .split("\n");
  const line = comment.line ?? 0;
  return {
    ...labelOf(comment.body),
    fingerprint: comment.fingerprint,
    title: title.replace(/^[\s*#]+|[\s*]+$/g, ""),
    body: rest.join("\n").trim(),
    path: comment.path,
    side: comment.side,
    startLine: comment.startLine ?? line,
    line,
    place: "inline",
    commentId: comment.id,
    fixedIn: fixedInOf(comment.body),
    namedBy: null,
  };
}

async function insertRecovered(
  database: Database,
  row: ReviewRow,
  remark: RecoveredRemark,
): Promise<void> {
  await database.query(
    `INSERT INTO remarks (repository_id, pull_number, fingerprint, content_key, source, severity,
                          category, title, body, path, side, start_line, line, line_hashes, place,
                          github_comment_id, first_head_sha, said_at, state, state_sha, named_by)
     VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '{}', $13, $14, '', now(),
             CASE WHEN $15::text IS NULL THEN 'open' ELSE 'fixed' END, $15,
             (SELECT id FROM remarks
               WHERE repository_id = $1 AND pull_number = $2 AND fingerprint = $16))
     ON CONFLICT (repository_id, pull_number, fingerprint) DO UPDATE
        SET github_comment_id = excluded.github_comment_id, said_at = now()
      WHERE remarks.github_comment_id IS NULL`,
    [
      row.repositoryId,
      row.pullNumber,
      remark.fingerprint,
      remark.source,
      remark.severity,
      remark.category,
      remark.title,
      remark.body,
      remark.path,
      remark.side,
      remark.startLine,
      remark.line,
      remark.place,
      remark.commentId,
      remark.fixedIn,
      remark.namedBy,
    ],
  );
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
