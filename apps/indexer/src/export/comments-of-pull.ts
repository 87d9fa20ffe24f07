import type { Queryable } from "@devflow/database";
import type { PersonComment } from "@devflow/dataset";
import { z } from "zod";

const commentRow = z
  .object({
    ...{ id: z.number(), author: z.string(), is_bot: z.boolean(), is_by_pull_author: z.boolean() },
    ...{ reply_to_id: z.number().nullable(), body: z.string(), path: z.string() },
    ...{ side: z.enum(["LEFT", "RIGHT"]), start_line: z.number(), line: z.number() },
    ...{ commit_sha: z.string(), hunk: z.string(), lines_changed: z.boolean().nullable() },
    created_at: z.date(),
  })
  .transform(
    (row): PersonComment => ({
      ...{ id: row.id, author: row.author, isBot: row.is_bot, body: row.body, path: row.path },
      ...{ isByPullAuthor: row.is_by_pull_author, replyToId: row.reply_to_id, side: row.side },
      ...{ startLine: row.start_line, line: row.line, commitSha: row.commit_sha, hunk: row.hunk },
      ...{ linesChanged: row.lines_changed, createdAt: row.created_at },
    }),
  );

/** What people wrote on lines of one pull request, in the order in which they did. */
export async function commentsOfPull(
  database: Queryable,
  repositoryId: number,
  pullNumber: number,
): Promise<PersonComment[]> {
  const rows = await database.query(
    `SELECT * FROM human_comments WHERE repository_id = $1 AND pull_number = $2
      ORDER BY created_at, github_comment_id`,
    [repositoryId, pullNumber],
  );
  return rows.map((row) => commentRow.parse(row));
}
