import type { Database } from "@devflow/database";
import { z } from "zod";

const statusRow = z
  .object({
    repository_id: z.number(),
    owner: z.string(),
    name: z.string(),
    state: z.enum(["running", "paused", "done", "failed"]).nullable(),
    since: z.date().nullable(),
    reached: z.date().nullable(),
    covered_to: z.date().nullable(),
    pulls_done: z.number().nullable(),
    pulls_total: z.number().nullable(),
    points: z.number().nullable(),
    last_error: z.string().nullable(),
    updated_at: z.date().nullable(),
    pulls: z.number(),
    comments: z.number(),
    comments_of_people: z.number(),
    led_to_change: z.number(),
    remembered: z.number(),
  })
  .transform((row) => ({
    repositoryId: row.repository_id,
    name: `${row.owner}/${row.name}`,
    state: row.state ?? ("never" as const),
    since: row.since,
    reached: row.reached,
    coveredTo: row.covered_to,
    pullsDone: row.pulls_done ?? 0,
    pullsTotal: row.pulls_total,
    points: row.points ?? 0,
    lastError: row.last_error,
    updatedAt: row.updated_at,
    pulls: row.pulls,
    comments: row.comments,
    commentsOfPeople: row.comments_of_people,
    ledToChange: row.led_to_change,
    remembered: row.remembered,
  }));

/**
 * How far the history of a repository was read, and what is stored of it. `pullsDone` counts this
 * pass, `pulls` all that are stored. Comments of people are first comments by somebody else than
 * the author; `ledToChange` those whose lines were changed; `remembered` those that reviews of
 * similar code are shown.
 */
export type BackfillStatus = z.output<typeof statusRow>;

/** Of every repository on GitHub, or of those that are named. */
export async function listBackfills(
  database: Database,
  repositoryIds: readonly number[] | null,
): Promise<BackfillStatus[]> {
  const rows = await database.query(
    `SELECT r.id AS repository_id, r.owner, r.name, b.state, b.since, b.reached, b.covered_to,
            b.pulls_done, b.pulls_total, b.points, b.last_error, b.updated_at,
            (SELECT count(*)::integer FROM past_pulls p WHERE p.repository_id = r.id) AS pulls,
            c.comments, c.comments_of_people, c.led_to_change,
            (SELECT count(*)::integer FROM review_comments m
              WHERE m.repository_id = r.id AND m.author = 'person') AS remembered
       FROM repositories r
       LEFT JOIN backfills b ON b.repository_id = r.id
       CROSS JOIN LATERAL (
         SELECT count(*)::integer AS comments,
                (count(*) FILTER (WHERE is_asked))::integer AS comments_of_people,
                (count(*) FILTER (WHERE is_asked AND lines_changed))::integer AS led_to_change
           FROM (SELECT lines_changed,
                        NOT is_bot AND NOT is_by_pull_author AND reply_to_id IS NULL AS is_asked
                   FROM human_comments h WHERE h.repository_id = r.id) AS said
       ) c
      WHERE r.state = 'active' AND r.github_id IS NOT NULL AND r.owner IS NOT NULL
        AND ($1::bigint[] IS NULL OR r.id = ANY ($1))
      ORDER BY r.owner, r.name, r.id`,
    [repositoryIds],
  );
  return rows.map((row) => statusRow.parse(row));
}
