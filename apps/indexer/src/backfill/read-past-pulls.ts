import type { Database } from "@devflow/database";
import { z } from "zod";

/** What somebody wrote on lines of a past pull request. */
export interface HumanComment {
  /** Row id; `githubCommentId` is GitHub's. */
  id: number;
  githubCommentId: number;
  pullNumber: number;
  /** GitHub's id of the first comment of its thread; null for that one itself. */
  replyToId: number | null;
  author: string;
  isBot: boolean;
  /** OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, NONE … as GitHub says. */
  authorAssociation: string;
  body: string;
  path: string;
  side: "LEFT" | "RIGHT";
  /** Lines of that side at `commitSha`, where they were written. */
  startLine: number;
  line: number;
  /** Empty when GitHub has thrown it away. */
  commitSha: string;
  /** Of the diff, down to the commented line; of long ones the last 200 lines. */
  hunk: string;
  isResolved: boolean;
  /**
   * Whether the lines were changed before the end, as of our own findings; removed lines: whether
   * they came back. A reply has its thread's. Null: not known.
   */
  linesChanged: boolean | null;
  isByPullAuthor: boolean;
  createdAt: Date;
}

/** A pull request of before, closed or merged. */
export interface PastPull {
  repositoryId: number;
  number: number;
  title: string;
  description: string;
  author: string | null;
  /** Tip of the base branch as GitHub last saw it: the merge base is to be looked for from here. */
  baseSha: string;
  headSha: string;
  mergeSha: string | null;
  createdAt: Date;
  /** Null: it was closed without a merge. */
  mergedAt: Date | null;
}

export interface PastPullWithComments extends PastPull {
  /** In the order in which they were written; threads by `replyToId`. */
  comments: HumanComment[];
}

export interface PastPullsWanted {
  /** Merged ones only. */
  onlyMerged?: boolean;
  since?: Date;
}

const pullRow = z
  .object({
    repository_id: z.number(),
    number: z.number(),
    title: z.string(),
    description: z.string(),
    author: z.string().nullable(),
    base_sha: z.string(),
    head_sha: z.string(),
    merge_sha: z.string().nullable(),
    created_at: z.date(),
    merged_at: z.date().nullable(),
  })
  .transform((row) => ({
    repositoryId: row.repository_id,
    number: row.number,
    title: row.title,
    description: row.description,
    author: row.author,
    baseSha: row.base_sha,
    headSha: row.head_sha,
    mergeSha: row.merge_sha,
    createdAt: row.created_at,
    mergedAt: row.merged_at,
  }));

const commentRow = z
  .object({
    id: z.number(),
    github_comment_id: z.number(),
    pull_number: z.number(),
    reply_to_id: z.number().nullable(),
    author: z.string(),
    is_bot: z.boolean(),
    author_association: z.string(),
    body: z.string(),
    path: z.string(),
    side: z.enum(["LEFT", "RIGHT"]),
    start_line: z.number(),
    line: z.number(),
    commit_sha: z.string(),
    hunk: z.string(),
    is_resolved: z.boolean(),
    lines_changed: z.boolean().nullable(),
    is_by_pull_author: z.boolean(),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    githubCommentId: row.github_comment_id,
    pullNumber: row.pull_number,
    replyToId: row.reply_to_id,
    author: row.author,
    isBot: row.is_bot,
    authorAssociation: row.author_association,
    body: row.body,
    path: row.path,
    side: row.side,
    startLine: row.start_line,
    line: row.line,
    commitSha: row.commit_sha,
    hunk: row.hunk,
    isResolved: row.is_resolved,
    linesChanged: row.lines_changed,
    isByPullAuthor: row.is_by_pull_author,
    createdAt: row.created_at,
  }));

/** Pull requests that are held in memory at once. */
const pageSize = 100;

/**
 * A repository's past pull requests with what was written on their lines, oldest number first: the
 * same rows give the same order. A page is one statement, so a consumer may be slow.
 */
export async function* readPastPulls(
  database: Database,
  repositoryId: number,
  wanted: PastPullsWanted = {},
): AsyncGenerator<PastPullWithComments> {
  for (let after = 0; ; ) {
    const rows = await database.query(
      `SELECT * FROM past_pulls
        WHERE repository_id = $1 AND number > $2
          AND ($3::timestamptz IS NULL OR coalesce(merged_at, created_at) >= $3)
          AND (NOT $4 OR merged_at IS NOT NULL)
        ORDER BY number
        LIMIT $5`,
      [repositoryId, after, wanted.since ?? null, wanted.onlyMerged === true, pageSize],
    );
    const pulls = rows.map((row) => pullRow.parse(row));
    const last = pulls.at(-1);
    if (last === undefined) return;
    const numbers = pulls.map(({ number }) => number);
    const comments = Map.groupBy(
      await commentsOf(database, repositoryId, numbers),
      ({ pullNumber }) => pullNumber,
    );
    for (const pull of pulls) yield { ...pull, comments: comments.get(pull.number) ?? [] };
    after = last.number;
  }
}

/** Every comment of a repository, pull request by pull request. */
export async function* readHumanComments(
  database: Database,
  repositoryId: number,
): AsyncGenerator<HumanComment> {
  for await (const { comments } of readPastPulls(database, repositoryId)) yield* comments;
}

async function commentsOf(
  database: Database,
  repositoryId: number,
  pullNumbers: readonly number[],
): Promise<HumanComment[]> {
  const rows = await database.query(
    `SELECT * FROM human_comments
      WHERE repository_id = $1 AND pull_number = ANY ($2::integer[])
      ORDER BY pull_number, created_at, github_comment_id`,
    [repositoryId, pullNumbers],
  );
  return rows.map((row) => commentRow.parse(row));
}
