import type { Database, Queryable } from "@devflow/database";
import { z } from "zod";
import { genesisHash, hashOf } from "./audit-row.ts";
import { plain } from "./canonical-json.ts";
import type { AuditEntry } from "./model.ts";

const lastSchema = z.object({ id: z.number(), hash: z.string() });
const detailsSchema = z.record(z.string(), z.unknown());

/**
 * The audit log.
 *
 * Properties wanted: who did what to experts and data stays readable for good, in one order; a row
 * that was changed, removed or moved shows ({@link verifyAudit}); nothing happens without its row.
 * Design: each row holds a hash over itself and over the hash before it. Rows are appended inside
 * the transaction that does what they tell of, one at a time under a lock that ends with it.
 * Not promised: rows cut off at the end leave a chain that is whole. Who wants to see that too
 * writes the newest hash down elsewhere; `devflow experts audit --verify` prints it and takes it back.
 */
export async function appendAudit(
  transaction: Queryable,
  entry: AuditEntry,
  now = new Date(),
): Promise<void> {
  await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended('audit log', 0))::text");
  const [row] = await transaction.query("SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1");
  const last = row === undefined ? { id: 0, hash: genesisHash } : lastSchema.parse(row);
  const next = {
    id: last.id + 1,
    happenedAt: now,
    actor: clean(entry.actor),
    action: entry.action,
    subject: clean(entry.subject),
    details: detailsSchema.parse(plain(entry.details)),
    previousHash: last.hash,
  };
  await transaction.query(
    `INSERT INTO audit_log (id, happened_at, actor, action, subject, details, previous_hash, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      next.id,
      next.happenedAt,
      next.actor,
      next.action,
      next.subject,
      JSON.stringify(next.details),
      next.previousHash,
      hashOf(next),
    ],
  );
}

/** As {@link appendAudit}, for what is told of without a transaction of its own. */
export function recordAudit(database: Database, entry: AuditEntry, now?: Date): Promise<void> {
  return database.transaction((transaction) => appendAudit(transaction, entry, now));
}

function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed().slice(0, 500);
}
