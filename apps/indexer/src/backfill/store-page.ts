import type { Database, Queryable } from "@devflow/database";
import type { PastComment, PastPullRequest } from "@devflow/github";
import { storeReviewComments } from "@devflow/retrieval";
import { type Advance, advanceBackfill, type BackfillRow } from "./backfill-row.ts";
import { keptHunk } from "./hunk-lines.ts";
import type { JudgedPulls } from "./judge-pulls.ts";

/**
 * Stores a page and moves the cursor behind it, both or neither. False when another process was faster.
 */
export async function storePage(
  database: Database,
  row: BackfillRow,
  page: JudgedPulls,
  advance: Advance,
): Promise<boolean> {
  return await database.transaction(async (transaction) => {
    if (!(await advanceBackfill(transaction, row, advance))) return false;
    await storeJudged(transaction, row.repositoryId, page);
    return true;
  });
}

/** Stores pull requests with what was said on them; what is there already is brought up to date. */
export async function storeJudged(
  transaction: Queryable,
  repositoryId: number,
  { pulls, remembered, ...judged }: JudgedPulls,
): Promise<void> {
  await storePulls(transaction, repositoryId, pulls);
  const comments = pulls.flatMap((pull) =>
    pull.comments.map((comment) => commentRow(pull, comment, judged)),
  );
  await storeComments(transaction, repositoryId, comments);
  await storeReviewComments(transaction, repositoryId, remembered);
}

async function storePulls(
  transaction: Queryable,
  repositoryId: number,
  pulls: readonly PastPullRequest[],
): Promise<void> {
  if (pulls.length === 0) return;
  const rows = pulls.map((pull) => ({
    number: pull.number,
    title: storable(pull.title),
    description: storable(pull.body),
    author: pull.author.login,
    base_sha: pull.baseSha,
    head_sha: pull.headSha,
    merge_sha: pull.mergeSha,
    created_at: pull.createdAt,
    merged_at: pull.mergedAt,
  }));
  await transaction.query(
    `INSERT INTO past_pulls (repository_id, number, title, description, author, base_sha, head_sha,
                             merge_sha, created_at, merged_at)
     SELECT $1, number, title, description, author, base_sha, head_sha, merge_sha, created_at,
            merged_at
       FROM jsonb_to_recordset($2::jsonb) AS given (
              number integer, title text, description text, author text, base_sha text,
              head_sha text, merge_sha text, created_at timestamptz, merged_at timestamptz)
     ON CONFLICT (repository_id, number) DO UPDATE SET
       title = excluded.title, description = excluded.description, author = excluded.author,
       base_sha = excluded.base_sha, head_sha = excluded.head_sha,
       merge_sha = excluded.merge_sha, merged_at = excluded.merged_at`,
    [repositoryId, JSON.stringify(rows)],
  );
}

function commentRow(
  pull: PastPullRequest,
  comment: PastComment,
  { linesChanged, filesSaid }: Pick<JudgedPulls, "linesChanged" | "filesSaid">,
) {
  const { author, startLine, line } = comment;
  const hunk = keptHunk(comment.hunk, filesSaid.get(comment.id) ?? null);
  return {
    pull_number: pull.number,
    github_comment_id: comment.id,
    reply_to_id: comment.replyToId,
    author: author.login,
    is_bot: author.isBot,
    author_association: comment.authorAssociation,
    body: storable(comment.body),
    path: storable(comment.path),
    side: comment.side,
    start_line: startLine,
    line,
    commit_sha: comment.commitSha ?? "",
    hunk: storable(hunk),
    is_resolved: comment.isResolved,
    lines_changed: linesChanged.get(comment.replyToId ?? comment.id) ?? null,
    is_by_pull_author: author.login.toLowerCase() === pull.author.login.toLowerCase(),
    created_at: comment.createdAt,
  };
}

async function storeComments(
  transaction: Queryable,
  repositoryId: number,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  await transaction.query(
    `INSERT INTO human_comments (
            repository_id, pull_number, github_comment_id, reply_to_id, author, is_bot,
            author_association, body, path, side, start_line, line, commit_sha, hunk, is_resolved,
            lines_changed, is_by_pull_author, created_at)
     SELECT $1, pull_number, github_comment_id, reply_to_id, author, is_bot, author_association,
            body, path, side, start_line, line, commit_sha, hunk, is_resolved, lines_changed,
            is_by_pull_author, created_at
       FROM jsonb_to_recordset($2::jsonb) AS given (
              pull_number integer, github_comment_id bigint, reply_to_id bigint, author text,
              is_bot boolean, author_association text, body text, path text, side text,
              start_line integer, line integer, commit_sha text, hunk text, is_resolved boolean,
              lines_changed boolean, is_by_pull_author boolean, created_at timestamptz)
     ON CONFLICT (repository_id, github_comment_id) DO UPDATE SET
       body = excluded.body, is_resolved = excluded.is_resolved, hunk = excluded.hunk,
       author_association = excluded.author_association,
       lines_changed = coalesce(excluded.lines_changed, human_comments.lines_changed)`,
    [repositoryId, JSON.stringify(rows)],
  );
}

/** Postgres keeps no NUL, and no half of a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
