import { type AuditEntry, appendAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { tellChange } from "../changes.ts";
import { type AccessToken, tokenColumns, tokenSchema } from "./access-token.ts";

/**
 * Ends a token at once; null where there is none with this id, or it is another person's. A token
 * that was revoked already stays as it is.
 */
export function revokeToken(
  database: Database,
  wanted: { id: string; actor: string; personId?: number },
  now = new Date(),
): Promise<AccessToken | null> {
  return database.transaction(async (transaction) => {
    const [row] = await transaction.query(
      `SELECT ${tokenColumns} FROM access_tokens
        WHERE id::text = $1 AND ($2::bigint IS NULL OR person_id = $2)
        FOR UPDATE`,
      [wanted.id, wanted.personId ?? null],
    );
    const token = row === undefined ? null : tokenSchema.parse(row);
    if (token === null || token.revokedAt !== null) return token;
    await transaction.query("UPDATE access_tokens SET revoked_at = $2 WHERE id = $1", [
      token.id,
      now,
    ]);
    const { personId, kind, name } = token;
    if (kind !== "browser") {
      const details = { person: personId, kind, name };
      const entry: AuditEntry = {
        actor: wanted.actor,
        action: "token.revoked",
        subject: token.id,
        details,
      };
      await appendAudit(transaction, entry, now);
    }
    await tellChange(transaction, personId);
    return { ...token, revokedAt: now };
  });
}
