import type { Database } from "@devflow/database";

/** GitHub takes no comment at its place: the finding is a line of the summary from now on. */
export async function moveToSummary(database: Database, findingId: number): Promise<void> {
  await database.query(
    `WITH moved AS (UPDATE findings SET place = 'summary' WHERE id = $1 RETURNING remark_id)
     UPDATE remarks SET place = 'summary' FROM moved WHERE remarks.id = moved.remark_id`,
    [findingId],
  );
}
