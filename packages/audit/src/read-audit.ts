import type { Queryable } from "@devflow/database";
import { type AuditRow, auditRowSchema, genesisHash, hashOf } from "./audit-row.ts";

/** Rows of one reading: some hundred bytes each. */
const batch = 1_000;

const columns = "id, happened_at, actor, action, subject, details, previous_hash, hash";

/** The newest entries, newest first; of one subject, or of all. */
export async function readAudit(
  database: Queryable,
  { limit, subject }: { limit: number; subject?: string },
): Promise<AuditRow[]> {
  const rows = await database.query(
    `SELECT ${columns} FROM audit_log
      WHERE $2::text IS NULL OR subject = $2
      ORDER BY id DESC LIMIT $1`,
    [limit, subject ?? null],
  );
  return rows.map((row) => auditRowSchema.parse(row));
}

/** What a look at the whole chain came to. */
export type AuditVerification =
  | { isWhole: true; rows: number; newestHash: string }
  | { isWhole: false; rows: number; brokenAt: number; reason: string };

/**
 * Reads the log from its beginning and says where it was tampered with, if anywhere.
 * @param expectedHash a hash that was the newest once: the log must still hold it
 */
export async function verifyAudit(
  database: Queryable,
  expectedHash?: string,
): Promise<AuditVerification> {
  let rows = 0;
  let previous = genesisHash;
  let isExpectedFound = expectedHash === undefined || expectedHash === genesisHash;
  for (;;) {
    const read = await database.query(
      `SELECT ${columns} FROM audit_log WHERE id > $1 ORDER BY id LIMIT ${batch}`,
      [rows],
    );
    for (const each of read) {
      const row = auditRowSchema.parse(each);
      const reason = wrongWith(row, rows + 1, previous);
      if (reason !== null) return { isWhole: false, rows, brokenAt: rows + 1, reason };
      previous = row.hash;
      isExpectedFound ||= row.hash === expectedHash;
      rows += 1;
    }
    if (read.length < batch) break;
  }
  return isExpectedFound
    ? { isWhole: true, rows, newestHash: previous }
    : { isWhole: false, rows, brokenAt: rows + 1, reason: "the row of the expected hash is gone" };
}

function wrongWith(row: AuditRow, expectedId: number, previous: string): string | null {
  if (row.id !== expectedId) return "a row is missing";
  if (row.previousHash !== previous) return "it does not follow the row before it";
  return row.hash === hashOf(row) ? null : "its content does not have its hash";
}
