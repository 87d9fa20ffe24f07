import type { Queryable } from "@devflow/database";
import { z } from "zod";
import { groupSql } from "./group-sql.ts";
import type { Span } from "./read-latencies.ts";

const filterSchema = z.object({
  key: z.string().nullable(),
  reason: z.string(),
  count: z.number(),
});

/** How often each filter of completions dropped or trimmed an answer, by group. */
export async function readFilters(
  database: Queryable,
  { from, until, by, personId }: Span,
): Promise<Map<string | null, Record<string, number>>> {
  const { key, join } = groupSql(by);
  const rows = await database.query(
    `SELECT ${key} AS key, filter.reason, sum(filter.value::numeric)::bigint AS count
       FROM served_completions AS used
       CROSS JOIN LATERAL jsonb_each_text(used.filters) AS filter(reason, value) ${join}
      WHERE used.served_at >= $1 AND used.served_at < $2 AND ($3::bigint IS NULL OR used.person_id = $3)
        AND used.filters <> '{}'
      GROUP BY 1, 2 ORDER BY 1, 2`,
    [from, until, personId],
  );
  const found = new Map<string | null, Record<string, number>>();
  for (const row of rows) {
    const { key, reason, count } = filterSchema.parse(row);
    found.set(key, { ...found.get(key), [reason]: count });
  }
  return found;
}
