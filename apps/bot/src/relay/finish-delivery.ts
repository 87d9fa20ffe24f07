import type { Database } from "@devflow/database";

/** Longest outcome that is kept. */
const maxOutcomeLength = 1_000;

/** Writes down how a delivery ended. */
export async function finishDelivery(
  database: Database,
  guid: string,
  state: "processed" | "ignored" | "failed",
  outcome: string,
): Promise<void> {
  await database.query(
    "UPDATE deliveries SET state = $2, outcome = $3, processed_at = now() WHERE guid = $1",
    [guid, state, outcome.slice(0, maxOutcomeLength)],
  );
}

/** Gives a delivery back; it falls due after `delayMs`. */
export async function postponeDelivery(
  database: Database,
  guid: string,
  delayMs: number,
  outcome: string,
): Promise<void> {
  await database.query(
    `UPDATE deliveries
     SET next_attempt_at = now() + $2 * interval '1 millisecond', outcome = $3
     WHERE guid = $1`,
    [guid, delayMs, outcome.slice(0, maxOutcomeLength)],
  );
}
