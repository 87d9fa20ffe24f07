import type { Queryable } from "@devflow/database";
import type { AssistOutcome } from "../model.ts";

/** What became of somebody's own answer; false where they have no such answer. The last word counts. */
export async function setAssistOutcome(
  database: Queryable,
  id: string,
  personId: number,
  outcome: AssistOutcome,
): Promise<boolean> {
  const rows = await database.query(
    "UPDATE assist_uses SET applied = $3 WHERE id = $1 AND person_id = $2 RETURNING id",
    [id, personId, outcome],
  );
  return rows.length > 0;
}
