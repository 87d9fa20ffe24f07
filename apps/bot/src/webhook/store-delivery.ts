import type { Database } from "@devflow/database";

/** Where the relay hears of new rows. */
export const deliveryChannel = "delivery_received";

export interface ReceivedDelivery {
  guid: string;
  event: string;
  /** The JSON text as it came. */
  payload: string;
}

/** Puts a delivery into the inbox; false when its GUID is there already. Wakes every relay. */
export async function storeDelivery(
  database: Database,
  delivery: ReceivedDelivery,
): Promise<boolean> {
  const rows = await database.query(
    `WITH inserted AS (
       INSERT INTO deliveries (guid, event, payload) VALUES ($1, $2, $3)
       ON CONFLICT (guid) DO NOTHING
       RETURNING guid
     )
     SELECT pg_notify('${deliveryChannel}', guid) FROM inserted`,
    [delivery.guid, delivery.event, delivery.payload],
  );
  return rows.length > 0;
}
