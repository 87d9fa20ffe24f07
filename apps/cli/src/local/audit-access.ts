import {
  type AuditFilter,
  type AuditRow,
  auditRange,
  lineOfRow,
  machineUser,
  newestAudit,
  rangeFrom,
  readAudit,
  recordAudit,
  rowOfLine,
  type StoredRow,
  storedAudit,
  type VerifyOptions,
} from "@devflow/audit";
import type { Settings } from "@devflow/config";
import type { Database } from "@devflow/database";
import { withLocalDatabase } from "./with-local-index.ts";

/** A part of the log by time; both absent: all of it. */
export interface AuditPart {
  from?: Date | undefined;
  to?: Date | undefined;
}

/** The audit log for a command. */
export interface AuditLog {
  list(filter: AuditFilter & { limit: number }): Promise<AuditRow[]>;
  /** All of it in order, or from an entry on, to be verified. */
  rows(from: VerifyOptions["from"]): AsyncIterable<StoredRow>;
  /** 0 while it is empty. */
  newestId(): Promise<number>;
  /** Lines of a part, in order. It is an entry of the log itself. */
  export(part: AuditPart): AsyncIterable<string>;
}

export async function withAudit<T>(
  settings: Settings,
  work: (log: AuditLog) => Promise<T>,
): Promise<T> {
  return withLocalDatabase(settings, (database) => work(databaseAudit(database)));
}

function databaseAudit(database: Database): AuditLog {
  return {
    list: (filter) => readAudit(database, filter),
    rows: (from) => storedAudit(database, rangeFrom(from)),
    newestId: async () => (await newestAudit(database))?.id ?? 0,
    async *export(part) {
      const details = { way: "command line", ...part };
      const action = "audit.exported";
      await recordAudit(database, { actor: machineUser(), action, subject: "audit log", details });
      for await (const row of storedAudit(database, await auditRange(database, part))) {
        yield "unreadable" in row ? `${JSON.stringify(row)}\n` : lineOfRow(row);
      }
    },
  };
}

/** Lines of an export as rows. One that cannot be read stands where the one before it ends. */
export async function* rowsOf(lines: AsyncIterable<string>): AsyncGenerator<StoredRow> {
  let id = 0;
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const row: StoredRow = rowOfLine(line) ?? { id: id + 1, unreadable: true };
    yield row;
    id = row.id;
  }
}
