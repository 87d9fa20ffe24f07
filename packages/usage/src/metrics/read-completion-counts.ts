import type { Queryable } from "@devflow/database";
import { z } from "zod";
import { groupSql } from "./group-sql.ts";
import type { UsageGroup } from "./model.ts";

/** What is counted of the completions of one group, person, editor, language, model and source. */
const countsSchema = z.object({
  key: z.string().nullable(),
  person_id: z.number(),
  editor: z.string(),
  language: z.string(),
  model: z.string(),
  source: z.string(),
  newest: z.date(),
  served: z.number(),
  with_text: z.number(),
  shown: z.number(),
  accepted: z.number(),
  partly: z.number(),
  partial_accepts: z.number(),
  dismissed: z.number(),
  shown_chars: z.number(),
  accepted_chars: z.number(),
  shown_lines: z.number(),
  accepted_lines: z.number(),
  looks: z.array(
    z.object({ measured: z.number(), chars: z.number(), kept: z.number(), mostly: z.number() }),
  ),
});

export type CompletionCounts = z.output<typeof countsSchema>;

/** Looks at accepted text: after 30 s, 2, 5 and 10 minutes, and the last that there was. */
export const lookNames = ["30s", "2min", "5min", "10min", "last"] as const;

/** Kept or mostly kept, as Sourcegraph counts persistence (sourcegraph/docs, pull request 1007). */
const mostlyKeptShare = 0.67;

/**
 * Seen is what stood for 750 ms, as Cody and Sourcegraph's analytics count it. Editors measure in whole
 * milliseconds with timers that may be one early.
 */
export const seenAfterMs = 749;

/** Events of a completion that come later than the end of the day after its own are not counted. */
const eventDays = 2;

/** Between two looks, in seconds: each belongs to the nearer one. */
const lookEnds = [75, 210, 450] as const;

/**
 * One row of `became`: what the events of a completion come to. A repeated event is one row, and there are none of
 * anybody else than its person (`insertEvents`), so the completion itself need not be looked at yet.
 */
const becameSql = `
  SELECT event.completion_id AS id,
         bool_or(event.kind IN ('select', 'partial')
                 OR event.kind IN ('view', 'dismiss') AND event.elapsed_ms >= ${seenAfterMs}) AS is_shown,
         bool_or(event.kind = 'select') AS is_accepted,
         bool_or(event.kind = 'partial') AS is_partly,
         bool_or(event.kind = 'dismiss') AS is_dismissed,
         count(*) FILTER (WHERE event.kind = 'partial') AS partial_accepts,
         max(event.accepted_chars) FILTER (WHERE event.kind = 'select') AS select_chars,
         max(event.accepted_lines) FILTER (WHERE event.kind = 'select') AS select_lines,
         coalesce(sum(event.accepted_chars) FILTER (WHERE event.kind = 'partial'), 0) AS partial_chars,
         coalesce(sum(event.accepted_lines - 1) FILTER (WHERE event.kind = 'partial'), 0) AS partial_breaks,
         coalesce(max(event.choice_index) FILTER (WHERE event.kind = 'select'),
                  max(event.choice_index) FILTER (WHERE event.kind = 'partial'),
                  min(event.choice_index)) AS choice_index,
         min(event.retained_share) FILTER (WHERE event.occurrence < ${lookEnds[0]}) AS share_1,
         min(event.retained_share) FILTER (
           WHERE event.occurrence >= ${lookEnds[0]} AND event.occurrence < ${lookEnds[1]}) AS share_2,
         min(event.retained_share) FILTER (
           WHERE event.occurrence >= ${lookEnds[1]} AND event.occurrence < ${lookEnds[2]}) AS share_3,
         min(event.retained_share) FILTER (WHERE event.occurrence >= ${lookEnds[2]}) AS share_4
    FROM completion_events AS event
   WHERE ($3::bigint IS NULL OR event.person_id = $3)
     AND event.happened_at >= $1
     AND event.happened_at < $1::timestamptz + interval '${eventDays} days'
   GROUP BY event.completion_id`;

/**
 * Characters and lines that were shown, taken and followed. What an editor does not say was taken whole
 * is the choice as it was served; nothing counts for more than that.
 */
const measuredSql = `
  SELECT served.person_id, served.teams, served.editor, served.language, served.expert, served.model,
         served.source, served.choices, served.served_at, became.*, choice.chars, choice.lines,
         CASE WHEN is_accepted THEN least(choice.chars, coalesce(select_chars + partial_chars, choice.chars))
              WHEN is_partly THEN least(choice.chars, partial_chars) ELSE 0 END AS taken_chars,
         CASE WHEN is_accepted THEN least(choice.lines, coalesce(select_lines + partial_breaks, choice.lines))
              WHEN is_partly THEN least(choice.lines, 1 + partial_breaks) ELSE 0 END AS taken_lines,
         CASE WHEN is_accepted THEN least(choice.chars, coalesce(select_chars, choice.chars)) END AS followed,
         coalesce(share_4, share_3, share_2, share_1) AS share_5
    FROM served_completions AS served
    LEFT JOIN became ON became.id = served.id
    LEFT JOIN LATERAL (
      SELECT (each ->> 'chars')::integer AS chars, (each ->> 'lines')::integer AS lines
        FROM jsonb_array_elements(served.choices) AS each
       WHERE (each ->> 'index')::integer = became.choice_index LIMIT 1
    ) AS choice ON became.is_shown
   WHERE served.served_at >= $1 AND served.served_at < $2
     AND ($3::bigint IS NULL OR served.person_id = $3)`;

function lookSql(share: string): string {
  return `jsonb_build_object(
    'measured', count(*) FILTER (WHERE followed IS NOT NULL AND ${share} IS NOT NULL),
    'chars', coalesce(sum(followed) FILTER (WHERE ${share} IS NOT NULL), 0),
    'kept', coalesce(sum(followed * ${share}::double precision), 0),
    'mostly', count(*) FILTER (WHERE followed IS NOT NULL AND round(${share}::numeric, 3) >= ${mostlyKeptShare}))`;
}

/** Counts of the completions that were served in a span of time, each by the day it was served. */
export async function readCompletionCounts(
  database: Queryable,
  {
    from,
    until,
    by,
    personId,
  }: { from: Date; until: Date; by: UsageGroup; personId: number | null },
): Promise<CompletionCounts[]> {
  const { key, join } = groupSql(by);
  const looks = lookNames.map((_, at) => lookSql(`share_${at + 1}`));
  const rows = await database.query(
    `WITH became AS MATERIALIZED (${becameSql}), used AS (${measuredSql})
     SELECT ${key} AS key, used.person_id, used.editor, used.language, used.model, used.source,
            max(used.served_at) AS newest,
            count(*) AS served,
            count(*) FILTER (WHERE used.choices <> '[]') AS with_text,
            count(*) FILTER (WHERE is_shown) AS shown,
            count(*) FILTER (WHERE is_accepted) AS accepted,
            count(*) FILTER (WHERE is_partly AND NOT is_accepted) AS partly,
            coalesce(sum(partial_accepts), 0)::bigint AS partial_accepts,
            count(*) FILTER (WHERE is_shown AND is_dismissed AND NOT is_accepted AND NOT is_partly) AS dismissed,
            coalesce(sum(chars) FILTER (WHERE is_shown), 0)::bigint AS shown_chars,
            coalesce(sum(taken_chars), 0)::bigint AS accepted_chars,
            coalesce(sum(lines) FILTER (WHERE is_shown), 0)::bigint AS shown_lines,
            coalesce(sum(taken_lines), 0)::bigint AS accepted_lines,
            jsonb_build_array(${looks.join(", ")}) AS looks
       FROM used ${join}
      GROUP BY 1, 2, 3, 4, 5, 6
      ORDER BY 1, 2, 3, 4, 5, 6`,
    [from, until, personId],
  );
  return rows.map((row) => countsSchema.parse(row));
}
