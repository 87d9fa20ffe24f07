import type { Queryable } from "@devflow/database";
import type { PersonComment } from "@devflow/dataset";
import { z } from "zod";
import { isOfTheTeam } from "./is-of-the-team.ts";

/**
 * What somebody wrote on lines of a past pull request. `id` is the row's, lines and side are those of
 * `commitSha`, where it was written, and whether lines changed is said as of our own findings; of removed
 * lines, whether they came back. A reply has its thread's.
 */
export interface HumanComment extends PersonComment {
  githubCommentId: number;
  pullNumber: number;
  /** OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, NONE … as GitHub says. */
  authorAssociation: string;
  isResolved: boolean;
}

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
    isByStranger: !isOfTheTeam(row.author_association),
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

/** Of these pull requests, each one's in the order in which they were written; threads by `replyToId`. */
export async function readCommentsOf(
  database: Queryable,
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
