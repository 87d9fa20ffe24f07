import type { Database } from "@devflow/database";
import { z } from "zod";
import { relayLimits } from "./relay-limits.ts";

const rowSchema = z.object({
  guid: z.string(),
  event: z.string(),
  payload: z.string(),
  attempts: z.number(),
});

export type TakenDelivery = z.output<typeof rowSchema>;

/** Takes due deliveries for one lease. After a crash the lease runs out and they are taken again. */
export async function takeDeliveries(database: Database): Promise<TakenDelivery[]> {
  const rows = await database.query(
    `UPDATE deliveries
     SET attempts = attempts + 1, next_attempt_at = now() + $1 * interval '1 millisecond'
     WHERE guid IN (
       SELECT guid FROM deliveries
       WHERE state = 'received' AND next_attempt_at <= now()
       ORDER BY next_attempt_at
       LIMIT $2
       FOR UPDATE SKIP LOCKED
     )
     RETURNING guid, event, payload, attempts`,
    [relayLimits.leaseMs, relayLimits.batchSize],
  );
  return rows.map((row) => rowSchema.parse(row));
}
