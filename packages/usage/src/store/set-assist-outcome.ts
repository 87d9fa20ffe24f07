import type { Queryable } from "@devflow/database";
import type { AssistOutcome } from "../model.ts";

/**
 * What became of somebody's own answer; false where they have no such answer. The last word counts, but for
 * tests that end after the change was undone: they are the machine's, and the person has decided.
 */
export async function setAssistOutcome(
  database: Queryable,
  id: string,
  personId: number,
  outcome: AssistOutcome,
): Promise<boolean> {
  const rows = await database.query(
    `UPDATE assist_uses
        SET applied = CASE WHEN applied = 'undone' AND $3::text IN ('tests_passed', 'tests_failed')
                           THEN applied ELSE $3 END
      WHERE id = $1 AND person_id = $2 RETURNING id`,
    [id, personId, outcome],
  );
  return rows.length > 0;
}
