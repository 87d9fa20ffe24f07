import type { Queryable } from "@devflow/database";
import { z } from "zod";

/** After the end of its pull request, as the worker that reads outcomes has it. */
const FINAL_AFTER_DAYS = 3;

const firstRow = z.object({ first: z.date().nullable() });

/**
 * When the first of the decided findings becomes final, if they have not by a reading that is due; null
 * while all of their pull requests are open.
 */
export async function readFirstFinal(
  database: Queryable,
  repositoryIds: readonly number[] | null,
): Promise<Date | null> {
  const rows = await database.query(
    `SELECT min(pull.closed_at) + ${FINAL_AFTER_DAYS} * interval '1 day' AS first
       FROM remark_outcomes outcome
       JOIN remarks ON remarks.id = outcome.remark_id
       JOIN pull_requests pull
         ON pull.repository_id = remarks.repository_id AND pull.number = remarks.pull_number
      WHERE outcome.label IS NOT NULL AND NOT outcome.is_final
        AND ($1::bigint[] IS NULL OR outcome.repository_id = ANY ($1))
        AND EXISTS (SELECT FROM findings
                     WHERE findings.remark_id = remarks.id AND findings.expert_draft_id IS NOT NULL)`,
    [repositoryIds],
  );
  return firstRow.parse(rows[0]).first;
}
