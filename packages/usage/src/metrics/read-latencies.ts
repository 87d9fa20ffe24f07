import type { Queryable } from "@devflow/database";
import { z } from "zod";
import { groupSql } from "./group-sql.ts";
import type { Percentiles, UsageGroup } from "./model.ts";

const measured = z
  .object({ count: z.number(), at: z.array(z.number()).nullable() })
  .transform(({ count, at }): Percentiles => {
    const [p50 = null, p90 = null, p99 = null] = at?.map(tenths) ?? [];
    return { count, p50, p90, p99 };
  });

const latencySchema = z.object({
  key: z.string().nullable(),
  total: measured,
  by_expert: measured,
  without_expert: measured,
  retrieval: measured,
  first_text: measured,
});
const clientSchema = z.object({ key: z.string().nullable(), client: measured });
const assistSchema = z.object({
  key: z.string().nullable(),
  feature: z.string(),
  total: measured,
  first_text: measured,
});

export type CompletionLatencies = Omit<z.output<typeof latencySchema>, "key"> & {
  client: Percentiles;
};
export interface Span {
  from: Date;
  until: Date;
  by: UsageGroup;
  personId: number | null;
}

export const unmeasured: Percentiles = { count: 0, p50: null, p90: null, p99: null };

const tenths = (ms: number) => Math.round(ms * 10) / 10;

/** Nearest rank: a value that was really measured, so that few of them give no made-up one. */
function percentileSql(column: string, condition = "true"): string {
  const when = `FILTER (WHERE ${condition} AND ${column} IS NOT NULL)`;
  return `jsonb_build_object('count', count(*) ${when},
    'at', percentile_disc(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY ${column}) ${when})`;
}

/** Latencies of completions by group: at the server, and as editors measured them. */
export async function readCompletionLatencies(
  database: Queryable,
  { from, until, by, personId }: Span,
): Promise<Map<string | null, CompletionLatencies>> {
  const { key, join } = groupSql(by);
  const rows = await database.query(
    `SELECT ${key} AS key,
            ${percentileSql("used.total_ms")} AS total,
            ${percentileSql("used.total_ms", "used.source = 'expert'")} AS by_expert,
            ${percentileSql("used.total_ms", "used.source <> 'expert'")} AS without_expert,
            ${percentileSql("used.retrieval_ms")} AS retrieval,
            ${percentileSql("used.first_text_ms")} AS first_text
       FROM served_completions AS used ${join}
      WHERE used.served_at >= $1 AND used.served_at < $2 AND ($3::bigint IS NULL OR used.person_id = $3)
      GROUP BY 1`,
    [from, until, personId],
  );
  const clients = await database.query(
    `SELECT ${key} AS key, ${percentileSql("event.client_ms")} AS client
       FROM served_completions AS used
       JOIN completion_events AS event
         ON event.completion_id = used.id AND event.person_id = used.person_id AND event.kind = 'view'
        AND event.happened_at >= $1 AND event.happened_at < $1::timestamptz + interval '2 days' ${join}
      WHERE used.served_at >= $1 AND used.served_at < $2 AND ($3::bigint IS NULL OR used.person_id = $3)
      GROUP BY 1`,
    [from, until, personId],
  );
  const byKey = new Map(
    clients.map((row) => clientSchema.parse(row)).map((row) => [row.key, row.client]),
  );
  return new Map(
    rows
      .map((row) => latencySchema.parse(row))
      .map(({ key, ...server }) => [key, { ...server, client: byKey.get(key) ?? unmeasured }]),
  );
}

/** Latencies of other answers, by group and feature. */
export async function readAssistLatencies(
  database: Queryable,
  { from, until, by, personId }: Span,
): Promise<Map<string | null, Map<string, { total: Percentiles; first_text: Percentiles }>>> {
  const { key, join } = groupSql(by);
  const rows = await database.query(
    `SELECT ${key} AS key, used.feature,
            ${percentileSql("used.total_ms", "used.outcome = 'answered'")} AS total,
            ${percentileSql("used.first_text_ms", "used.outcome = 'answered'")} AS first_text
       FROM assist_uses AS used ${join}
      WHERE used.used_at >= $1 AND used.used_at < $2 AND ($3::bigint IS NULL OR used.person_id = $3)
      GROUP BY 1, 2`,
    [from, until, personId],
  );
  const found = new Map<
    string | null,
    Map<string, { total: Percentiles; first_text: Percentiles }>
  >();
  for (const row of rows) {
    const { key, feature, ...latencies } = assistSchema.parse(row);
    const features = found.get(key) ?? new Map();
    found.set(key, features.set(feature, latencies));
  }
  return found;
}
