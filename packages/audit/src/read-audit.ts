import type { Queryable } from "@devflow/database";
import { z } from "zod";
import {
  type AuditRow,
  auditColumns,
  auditRowSchema,
  auditTuple,
  type StoredRow,
  storedRowOf,
} from "./audit-row.ts";

/** Rows of one reading, some hundred bytes each: 100 KB die young in Node's heap, 500 did not. */
const batch = 200;

/** Which entries are meant; those that fit all of it. */
export interface AuditFilter {
  actor?: string | undefined;
  /** A whole action, or its beginning up to a dot: `token`. */
  action?: string | undefined;
  subject?: string | undefined;
  /** As the subject, or named in the details. */
  repository?: string | undefined;
  /** Entries that are older than this one. */
  beforeId?: number | undefined;
  since?: Date | undefined;
  /** Not included. */
  until?: Date | undefined;
}

/** The newest entries that fit, newest first. */
export async function readAudit(
  database: Queryable,
  { limit, ...filter }: AuditFilter & { limit: number },
): Promise<AuditRow[]> {
  const rows = await database.query(
    `SELECT ${auditColumns} FROM audit_log
      WHERE ($2::text IS NULL OR actor = $2)
        AND ($3::text IS NULL OR action = $3 OR starts_with(action, $3 || '.'))
        AND ($4::text IS NULL OR subject = $4)
        AND ($5::timestamptz IS NULL OR happened_at >= $5)
        AND ($6::timestamptz IS NULL OR happened_at < $6)
        AND ($7::text IS NULL OR subject = $7 OR details ->> 'repository' = $7)
        AND ($8::bigint IS NULL OR id < $8)
      ORDER BY id DESC LIMIT $1`,
    [
      limit,
      filter.actor ?? null,
      filter.action ?? null,
      filter.subject ?? null,
      filter.since ?? null,
      filter.until ?? null,
      filter.repository ?? null,
      filter.beforeId ?? null,
    ],
  );
  return rows.map((row) => auditRowSchema.parse(row));
}

/** A part of the log without a gap. */
export interface AuditRange {
  /** Ids, both included. */
  first: number;
  last: number;
}

const boundsSchema = z.object({
  first: z.number().nullable(),
  last: z.number().nullable(),
  newest: z.number().nullable(),
});

/**
 * The entries from the first that is not before `from` to the last that is before `to`. Times of
 * entries that were written at once may differ by milliseconds from their order: everything between
 * the two belongs to it, so that it can be verified.
 */
export async function auditRange(
  database: Queryable,
  { from, to }: { from?: Date | undefined; to?: Date | undefined },
): Promise<AuditRange> {
  const [row] = await database.query(
    `SELECT min(id) FILTER (WHERE $1::timestamptz IS NULL OR happened_at >= $1) AS first,
            max(id) FILTER (WHERE $2::timestamptz IS NULL OR happened_at < $2) AS last,
            max(id) AS newest
       FROM audit_log`,
    [from ?? null, to ?? null],
  );
  const { first, last, newest } = boundsSchema.parse(row);
  return { first: first ?? (newest ?? 0) + 1, last: last ?? 0 };
}

const pageSchema = z.object({ page: z.string().nullable() });

/** Rows as they are stored, in order, whatever somebody made of them. */
export async function* storedAudit(
  database: Queryable,
  { first, last }: AuditRange = everything,
): AsyncGenerator<StoredRow> {
  let next = first;
  for (;;) {
    const [found] = await database.query(
      `SELECT json_agg(${auditTuple} ORDER BY id)::text AS page
         FROM (SELECT * FROM audit_log WHERE id >= $1 AND id <= $2 ORDER BY id LIMIT ${batch}) AS rows`,
      [next, last],
    );
    const { page } = pageSchema.parse(found);
    const tuples = z.array(z.unknown()).parse(JSON.parse(page ?? "[]"));
    for (const tuple of tuples) {
      const row = storedRowOf(tuple);
      yield row;
      next = row.id + 1;
    }
    if (tuples.length < batch) return;
  }
}

/** Also what was put before the beginning. */
const everything: AuditRange = { first: Number.MIN_SAFE_INTEGER, last: Number.MAX_SAFE_INTEGER };

/** The newest entry's place in the chain; null while the log is empty. */
export async function newestAudit(
  database: Queryable,
): Promise<{ id: number; hash: string } | null> {
  const [row] = await database.query("SELECT id, hash FROM audit_log ORDER BY id DESC LIMIT 1");
  return row === undefined ? null : z.object({ id: z.number(), hash: z.string() }).parse(row);
}
