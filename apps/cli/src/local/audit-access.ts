import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import {
  type AuditFilter,
  type AuditRow,
  auditRange,
  lineOfRow,
  readAudit,
  recordAudit,
  rowOfLine,
  type StoredRow,
  storedAudit,
} from "@devflow/audit";
import type { Settings } from "@devflow/config";
import { type Database, isFolderInUse } from "@devflow/database";
import { ExternalError } from "@devflow/errors";
import type { OwnerFile } from "@devflow/identity";
import { requireRunningGateway } from "./administration-access.ts";
import { actorName } from "./experts-access.ts";
import { withLocalDatabase } from "./with-local-index.ts";

/** A part of the log by time; both absent: all of it. */
export interface AuditPart {
  from?: Date | undefined;
  to?: Date | undefined;
}

/** The audit log for a command: in the database, or of the running DevFlow that has the embedded one. */
export interface AuditLog {
  list(filter: AuditFilter & { limit: number }): Promise<AuditRow[]>;
  /** All of it in order, to be verified. */
  rows(): AsyncIterable<StoredRow>;
  /** Lines of a part, in order. It is an entry of the log itself. */
  export(part: AuditPart): AsyncIterable<string>;
}

/** Raises UsageError when another process has the database that serves no gateway. */
export async function withAudit<T>(
  settings: Settings,
  work: (log: AuditLog) => Promise<T>,
): Promise<T> {
  if (settings.databaseUrl === null && isFolderInUse(settings.dataFolder)) {
    return await work(gatewayAudit(await requireRunningGateway(settings.dataFolder)));
  }
  return withLocalDatabase(settings, (database) => work(databaseAudit(database)));
}

function databaseAudit(database: Database): AuditLog {
  return {
    list: (filter) => readAudit(database, filter),
    rows: () => storedAudit(database),
    async *export(part) {
      const details = { way: "command line", ...part };
      const action = "audit.exported";
      await recordAudit(database, { actor: actorName(), action, subject: "audit log", details });
      for await (const row of storedAudit(database, await auditRange(database, part))) {
        yield "unreadable" in row ? `${JSON.stringify(row)}\n` : lineOfRow(row);
      }
    },
  };
}

function gatewayAudit(owner: OwnerFile): AuditLog {
  return {
    async list({ limit, ...filter }) {
      const rows: AuditRow[] = [];
      for await (const row of rowsOf(linesOf(owner, { newest: String(limit), ...filter }))) {
        if (!("unreadable" in row)) rows.push(row);
      }
      return rows;
    },
    rows: () => rowsOf(linesOf(owner, {})),
    async *export(part) {
      for await (const line of linesOf(owner, { ...part })) yield `${line}\n`;
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

/** Until the first byte: a long log then takes what it takes. */
const timeoutMs = 15_000;

async function* linesOf(
  { url, key }: OwnerFile,
  query: Readonly<Record<string, string | Date | undefined>>,
): AsyncGenerator<string> {
  const asked = new URL("/v1/audit", url);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    asked.searchParams.set(name, value instanceof Date ? value.toISOString() : value);
  }
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    const response = await fetch(asked, {
      headers: { authorization: `Bearer ${key}` },
      redirect: "error",
      signal: late.signal,
    });
    clearTimeout(timer);
    if (!response.ok || response.body === null) {
      throw gatewayFailed(`the running DevFlow answered ${response.status}`);
    }
    yield* createInterface({ input: Readable.fromWeb(response.body), crlfDelay: Infinity });
  } catch (cause) {
    if (cause instanceof ExternalError) throw cause;
    throw gatewayFailed(`the running DevFlow does not answer at ${url}`, cause);
  } finally {
    clearTimeout(timer);
  }
}

function gatewayFailed(message: string, cause?: unknown): ExternalError {
  return new ExternalError(message, { service: "gateway", retryable: true, cause });
}
