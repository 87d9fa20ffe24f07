import type { Database } from "@devflow/database";
import { z } from "zod";

/** How often one delivery is asked for again. */
export const maxRedeliveries = 5;

const guidSchema = z.object({ guid: z.string() });

/** Those of the GUIDs that are in our inbox: GitHub may have missed our answer, we have the delivery. */
export async function knownGuids(
  database: Database,
  guids: readonly string[],
): Promise<Set<string>> {
  const rows = await database.query("SELECT guid FROM deliveries WHERE guid = ANY ($1::text[])", [
    [...guids],
  ]);
  return new Set(rows.map((row) => guidSchema.parse(row).guid));
}

/** Counts one more redelivery of the GUID; false when there were enough. */
export async function countRedelivery(database: Database, guid: string): Promise<boolean> {
  const rows = await database.query(
    `INSERT INTO redeliveries (guid) VALUES ($1)
     ON CONFLICT (guid) DO UPDATE SET attempts = redeliveries.attempts + 1, asked_at = now()
     WHERE redeliveries.attempts < $2
     RETURNING guid`,
    [guid, maxRedeliveries],
  );
  return rows.length > 0;
}
