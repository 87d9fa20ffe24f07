import type { Database } from "@devflow/database";

/** GitHub delivers nothing again after 3 days (GHES 7), so older GUIDs need not be known. */
export async function forgetOldDeliveries(database: Database, days: number): Promise<void> {
  await database.query(
    `DELETE FROM deliveries
     WHERE received_at < now() - $1 * interval '1 day' AND state <> 'received'`,
    [days],
  );
  await database.query("DELETE FROM redeliveries WHERE asked_at < now() - $1 * interval '1 day'", [
    days,
  ]);
}
