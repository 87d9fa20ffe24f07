import type { Queryable } from "@devflow/database";
import { z } from "zod";
import { groupSql } from "./group-sql.ts";
import type { Span } from "./read-latencies.ts";

const countsSchema = z.object({
  key: z.string().nullable(),
  person_id: z.number(),
  editor: z.string(),
  feature: z.string(),
  language: z.string(),
  model: z.string(),
  newest: z.date(),
  used: z.number(),
  answered: z.number(),
  cancelled: z.number(),
  failed: z.number(),
  applied: z.number(),
  discarded: z.number(),
  undone: z.number(),
  tests_passed: z.number(),
  tests_failed: z.number(),
  helpful: z.number(),
  unhelpful: z.number(),
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  suggested_lines: z.number(),
  suggested_deletions: z.number(),
  added_lines: z.number(),
  deleted_lines: z.number(),
});

/** What is counted of the other answers of one group, person, editor, feature, language and model. */
export type AssistCounts = z.output<typeof countsSchema>;

/** Tests that ran were written into a file before, and what was undone was there. */
const isApplied = "applied IN ('applied', 'undone', 'tests_passed', 'tests_failed')";

const outcomes = ["discarded", "undone", "tests_passed", "tests_failed", "helpful", "unhelpful"];

export async function readAssistCounts(
  database: Queryable,
  { from, until, by, personId }: Span,
): Promise<AssistCounts[]> {
  const { key, join } = groupSql(by);
  const became = (outcome: string) =>
    `count(*) FILTER (WHERE used.applied = '${outcome}') AS ${outcome}`;
  const ended = (outcome: string) =>
    `count(*) FILTER (WHERE used.outcome = '${outcome}') AS ${outcome}`;
  const sum = (column: string, when = "true") =>
    `coalesce(sum(used.${column}) FILTER (WHERE ${when}), 0)::bigint`;
  const rows = await database.query(
    `SELECT ${key} AS key, used.person_id, used.editor, used.feature,
            coalesce(used.language, 'unknown') AS language, coalesce(used.model, 'none') AS model,
            max(used.used_at) AS newest, count(*) AS used,
            ${["answered", "cancelled", "failed"].map(ended).join(", ")},
            count(*) FILTER (WHERE used.${isApplied}) AS applied,
            ${outcomes.map(became).join(", ")},
            ${sum("prompt_tokens")} AS prompt_tokens, ${sum("completion_tokens")} AS completion_tokens,
            ${sum("lines_added")} AS suggested_lines, ${sum("lines_deleted")} AS suggested_deletions,
            ${sum("lines_added", `used.${isApplied}`)} AS added_lines,
            ${sum("lines_deleted", `used.${isApplied}`)} AS deleted_lines
       FROM assist_uses AS used ${join}
      WHERE used.used_at >= $1 AND used.used_at < $2 AND ($3::bigint IS NULL OR used.person_id = $3)
      GROUP BY 1, 2, 3, 4, 5, 6
      ORDER BY 1, 2, 3, 4, 5, 6`,
    [from, until, personId],
  );
  return rows.map((row) => countsSchema.parse(row));
}
