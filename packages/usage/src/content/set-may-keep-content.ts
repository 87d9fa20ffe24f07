import { appendAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";

/**
 * Whether texts of somebody may be kept. Where they may not, those that are there go at once, and with them
 * whatever training would have learned from. Gives how many went.
 */
export function setMayKeepContent(
  database: Database,
  { personId, name }: { personId: number; name: string },
  isAllowed: boolean,
): Promise<number> {
  return database.transaction(async (transaction) => {
    await transaction.query("UPDATE people SET may_keep_content = $2 WHERE id = $1", [
      personId,
      isAllowed,
    ]);
    const rows = isAllowed
      ? []
      : await transaction.query("DELETE FROM kept_contents WHERE person_id = $1 RETURNING id", [
          personId,
        ]);
    await appendAudit(transaction, {
      actor: name,
      action: "content.choice",
      subject: `person ${personId}`,
      details: { isAllowed, deleted: rows.length },
    });
    return rows.length;
  });
}
