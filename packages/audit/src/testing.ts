import type { Database, Queryable } from "@devflow/database";

/** Does to the log what its triggers refuse: as an owner of the table could who switches them off. */
export function tamper(
  database: Database,
  work: (transaction: Queryable) => Promise<unknown>,
): Promise<void> {
  return database.transaction(async (transaction) => {
    await transaction.query("ALTER TABLE audit_log DISABLE TRIGGER USER");
    await work(transaction);
    await transaction.query("ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_rows_stay");
    await transaction.query("ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_stays");
  });
}

/** Empties the log between two tests. */
export function clearAudit(database: Database): Promise<void> {
  return tamper(database, (transaction) => transaction.query("TRUNCATE audit_log"));
}
