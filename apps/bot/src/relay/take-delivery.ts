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

/**
 * Takes the delivery that is due longest, for one lease; null when none is due. After a crash the
 * lease runs out and it is taken again.
 */
export async function takeDelivery(database: Database): Promise<TakenDelivery | null> {
  const [row] = await database.query(
    `UPDATE deliveries
     SET attempts = attempts + 1, next_attempt_at = now() + $1 * interval '1 millisecond'
     WHERE guid = (
       SELECT guid FROM deliveries
       WHERE state = 'received' AND next_attempt_at <= now()
       ORDER BY next_attempt_at
       LIMIT 1
       FOR UPDATE SKIP LOCKED
     )
     RETURNING guid, event, payload, attempts`,
    [relayLimits.leaseMs],
  );
  return row === undefined ? null : rowSchema.parse(row);
}
