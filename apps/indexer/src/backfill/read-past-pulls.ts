import type { Database } from "@devflow/database";
import { z } from "zod";
import { type HumanComment, readCommentsOf } from "./read-comments-of.ts";

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
      await readCommentsOf(database, repositoryId, numbers),
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
