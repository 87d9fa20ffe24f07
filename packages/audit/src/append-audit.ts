import type { Database, Queryable } from "@devflow/database";
import { z } from "zod";
import { genesisHash, hashOf } from "./audit-row.ts";
import { canonicalJson, keptText } from "./canonical-json.ts";
import type { AuditEntry } from "./model.ts";

const lastSchema = z.object({ id: z.number(), hash: z.string() });

/**
 * The audit log.
 *
 * Properties wanted: who did what stays readable for good, in one order; a row that was changed,
 * removed, moved or put in shows (`verify-audit.ts`); nothing happens without its row.
 * Design: each row holds a hash over itself and over the hash before it, and over its details as the
 * text that is stored (the column is json, not jsonb): nothing is made of them again to verify it, so
 * that no way of reading or writing numbers or keys can make a whole row look changed. Rows are appended inside
 * the transaction that does what they tell of, under a lock that ends with it, so the chain is one
 * however many processes write. What happens a hundred times a minute is counted first
 * (`audit-summary.ts`).
 * Not promised: rows cut off at the end leave a chain that is whole. Who wants to see that too keeps
 * a hash elsewhere: `anchors.ts` writes the newest one to the log stream every hour.
 */
export async function appendAudits(
  transaction: Queryable,
  entries: readonly AuditEntry[],
  now = new Date(),
): Promise<void> {
  if (entries.length === 0) return;
  await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended('audit log', 0))::text");
  const [row] = await transaction.query("SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1");
  let last = row === undefined ? { id: 0, hash: genesisHash } : lastSchema.parse(row);
  const rows = entries.map((entry) => {
    const appended = following(entry, last, now);
    last = appended;
    return appended;
  });
  await transaction.query(
    `INSERT INTO audit_log (id, happened_at, actor, action, subject, details, previous_hash, hash)
     SELECT id, $2, actor, action, subject, "detailsText"::json, "previousHash", hash
       FROM json_to_recordset($1::json) AS row(
         id bigint, actor text, action text, subject text, "detailsText" text, "previousHash" text, hash text)`,
    [JSON.stringify(rows), now],
  );
}

/** As {@link appendAudits}, one entry. */
export function appendAudit(transaction: Queryable, entry: AuditEntry, now?: Date): Promise<void> {
  return appendAudits(transaction, [entry], now);
}

/** As {@link appendAudit}, for what is told of without a transaction of its own. */
export function recordAudit(database: Database, entry: AuditEntry, now?: Date): Promise<void> {
  return database.transaction((transaction) => appendAudit(transaction, entry, now));
}

function following(entry: AuditEntry, last: { id: number; hash: string }, now: Date) {
  const row = {
    id: last.id + 1,
    happenedAt: now,
    actor: clean(entry.actor),
    action: entry.action,
    subject: clean(entry.subject),
    detailsText: canonicalJson(entry.details),
    previousHash: last.hash,
  };
  return { ...row, hash: hashOf(row) };
}

function clean(text: string): string {
  return keptText(text.slice(0, 500));
}
