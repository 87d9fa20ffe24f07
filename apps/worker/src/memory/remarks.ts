import type { Database, Queryable } from "@devflow/database";
import { z } from "zod";

/** Which pull request, in the database's words. */
export interface PullKey {
  repositoryId: number;
  pullNumber: number;
}

const rowSchema = z.object({
  id: z.number(),
  number: z.number(),
  title: z.string(),
  path: z.string(),
  line: z.number(),
  severity: z.string(),
  state: z.enum(["open", "fixed", "dismissed", "resolved"]),
  github_comment_id: z.number().nullable(),
  fingerprint: z.string(),
});

/** A remark as people name it: its number counts what was said on the pull request, from 1. */
export interface NumberedRemark {
  id: number;
  number: number;
  title: string;
  path: string;
  line: number;
  severity: string;
  state: "open" | "fixed" | "dismissed" | "resolved";
  githubCommentId: number | null;
  fingerprint: string;
}

/** Everything said on a pull request; nothing is ever taken out, so the numbers stay. */
export async function listRemarks(database: Database, pull: PullKey): Promise<NumberedRemark[]> {
  const rows = await database.query(
    `SELECT id, row_number() OVER (ORDER BY id)::int AS number, title, path, line, severity, state,
            github_comment_id, fingerprint
       FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND said_at IS NOT NULL
      ORDER BY id`,
    [pull.repositoryId, pull.pullNumber],
  );
  return rows.map((row) => {
    const { github_comment_id, ...remark } = rowSchema.parse(row);
    return { ...remark, githubCommentId: github_comment_id };
  });
}

export interface Decision {
  actor: string;
  /** Empty: none was given. */
  reason: string;
}

/**
 * Takes a remark back. With a reason the team does not want to hear the like of it again: that
 * goes into `dismissals`, once per remark, the newest reason counting.
 */
export async function dismissRemark(
  database: Database,
  remarkId: number,
  { actor, reason }: Decision,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await decide(transaction, remarkId, "dismissed", { actor, reason });
    if (reason === "") return;
    await transaction.query(
      `UPDATE dismissals SET forgotten_at = now(), forgotten_by = $2
        WHERE remark_id = $1 AND forgotten_at IS NULL`,
      [remarkId, actor],
    );
    await transaction.query(
      `INSERT INTO dismissals (repository_id, remark_id, pull_number, content_key, source, category,
                               path, title, terms, reason, actor)
       SELECT repository_id, id, pull_number, content_key, source, category, path, title, terms,
              $2, $3
         FROM remarks WHERE id = $1`,
      [remarkId, reason, actor],
    );
  });
}

/** Settles a remark for this pull request; nothing is said about code like it elsewhere. */
export async function resolveRemark(
  database: Database,
  remarkId: number,
  decision: Decision,
): Promise<void> {
  await decide(database, remarkId, "resolved", decision);
}

async function decide(
  queryable: Queryable,
  remarkId: number,
  state: "dismissed" | "resolved",
  { actor, reason }: Decision,
): Promise<void> {
  await queryable.query(
    `UPDATE remarks SET state = $2, state_actor = $3, state_reason = nullif($4, ''), state_sha = NULL,
                        resolution = NULL, state_at = now()
      WHERE id = $1`,
    [remarkId, state, actor, reason],
  );
}
