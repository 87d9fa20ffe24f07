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
  named_by: z.number().nullable(),
  counts: z.boolean(),
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
  /** Nothing has settled it; also when it was resolved by somebody who may not write. */
  counts: boolean;
  /** Of a place that a comment names beside its own, that comment. */
  githubCommentId: number | null;
  /** The remark whose comment names it, too. */
  namedBy: number | null;
  fingerprint: string;
}

/** Everything said on a pull request; nothing is ever taken out, so the numbers stay. */
export async function listRemarks(database: Database, pull: PullKey): Promise<NumberedRemark[]> {
  const rows = await database.query(
    `SELECT id, row_number() OVER (ORDER BY id)::int AS number, title, path, line, severity, state,
            github_comment_id, named_by, fingerprint,
            state = 'open' OR coalesce(resolution, '') = 'without_permission' AS counts
       FROM remarks
      WHERE repository_id = $1 AND pull_number = $2 AND said_at IS NOT NULL
      ORDER BY id`,
    [pull.repositoryId, pull.pullNumber],
  );
  return rows.map((row) => {
    const { github_comment_id, named_by, ...remark } = rowSchema.parse(row);
    return { ...remark, githubCommentId: github_comment_id, namedBy: named_by };
  });
}

/**
 * What a word about this remark is about: every place that its comment names and that nothing has
 * settled, or where there is none, that no commit has fixed. Of a place that is named by another one's comment, only itself.
 */
export function meantBy(remark: NumberedRemark, remarks: readonly NumberedRemark[]): number[] {
  const places = [remark, ...namedIn(remark, remarks)];
  const counting = places.filter(({ counts }) => counts);
  const decided = places.filter(({ state }) => state !== "fixed");
  const meant = [counting, decided, [remark]].find(({ length }) => length > 0) ?? [];
  return meant.map(({ id }) => id);
}

/** The places that the comment of a remark names beside its own. */
export function namedIn(
  { id, githubCommentId }: NumberedRemark,
  remarks: readonly NumberedRemark[],
): NumberedRemark[] {
  return githubCommentId === null ? [] : remarks.filter(({ namedBy }) => namedBy === id);
}

export interface Decision {
  actor: string;
  /** Empty: none was given. */
  reason: string;
}

/**
 * Takes remarks back. With a reason the team does not want to hear the like of them again: that goes
 * into `dismissals`, once per remark, the newest reason counting.
 */
export async function dismissRemarks(
  database: Database,
  remarkIds: readonly number[],
  { actor, reason }: Decision,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await decide(transaction, remarkIds, "dismissed", { actor, reason });
    if (reason === "") return;
    await transaction.query(
      `UPDATE dismissals SET forgotten_at = now(), forgotten_by = $2
        WHERE remark_id = ANY ($1::bigint[]) AND forgotten_at IS NULL`,
      [remarkIds, actor],
    );
    await transaction.query(
      `INSERT INTO dismissals (repository_id, remark_id, pull_number, content_key, source, category,
                               path, title, terms, reason, actor)
       SELECT repository_id, id, pull_number, content_key, source, category, path, title, terms,
              $2, $3
         FROM remarks WHERE id = ANY ($1::bigint[]) ORDER BY id`,
      [remarkIds, reason, actor],
    );
  });
}

/** Settles remarks for this pull request; nothing is said about code like theirs elsewhere. */
export async function resolveRemarks(
  database: Database,
  remarkIds: readonly number[],
  decision: Decision,
): Promise<void> {
  await decide(database, remarkIds, "resolved", decision);
}

async function decide(
  queryable: Queryable,
  remarkIds: readonly number[],
  state: "dismissed" | "resolved",
  { actor, reason }: Decision,
): Promise<void> {
  await queryable.query(
    `UPDATE remarks SET state = $2, state_actor = $3, state_reason = nullif($4, ''), state_sha = NULL,
                        resolution = NULL, state_at = now()
      WHERE id = ANY ($1::bigint[])`,
    [remarkIds, state, actor, reason],
  );
}
