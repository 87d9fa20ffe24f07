import type { Database } from "@devflow/database";
import { z } from "zod";

const markSchema = z.object({ done_until: z.date() });
const sweep = "deliveries";

/** Up to when GitHub's deliveries were looked through; null before the first time. */
export async function readSweepMark(database: Database): Promise<Date | null> {
  const [row] = await database.query("SELECT done_until FROM sweep_marks WHERE sweep = $1", [
    sweep,
  ]);
  return row === undefined ? null : markSchema.parse(row).done_until;
}

export async function writeSweepMark(database: Database, doneUntil: Date): Promise<void> {
  await database.query(
    `INSERT INTO sweep_marks (sweep, done_until) VALUES ($1, $2)
     ON CONFLICT (sweep) DO UPDATE SET done_until = excluded.done_until`,
    [sweep, doneUntil],
  );
}
