import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "./canonical-json.ts";

/** What the first row follows. */
export const genesisHash = "0".repeat(64);

const row = {
  id: z.number(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.unknown()),
  previous_hash: z.string(),
  hash: z.string(),
};

/** A row as the database gives it. */
export const auditRowSchema = z
  .object({ ...row, happened_at: z.date() })
  .transform(({ happened_at, previous_hash, ...rest }) => ({
    ...rest,
    happenedAt: happened_at,
    previousHash: previous_hash,
  }));

/** An entry of the log as it is stored. */
export type AuditRow = z.output<typeof auditRowSchema>;

/** The same as one line of JSON, with all that the chain is made of. */
export const auditLineSchema = z
  .strictObject({ ...row, happened_at: z.iso.datetime() })
  .meta({ id: "AuditLine" });

/** One line of NDJSON, with its line end. */
export function lineOfRow({ happenedAt, previousHash, ...rest }: AuditRow): string {
  const { id, actor, action, subject, details, hash } = rest;
  const line: z.input<typeof auditLineSchema> = {
    id,
    happened_at: happenedAt.toISOString(),
    ...{ actor, action, subject, details },
    previous_hash: previousHash,
    hash,
  };
  return `${JSON.stringify(line)}\n`;
}

/** Null for what is no such line. */
export function rowOfLine(line: string): AuditRow | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const read = auditLineSchema.safeParse(value);
  if (!read.success) return null;
  const { happened_at, previous_hash, ...rest } = read.data;
  return { ...rest, happenedAt: new Date(happened_at), previousHash: previous_hash };
}

/** SHA-256 over everything in the row and the hash of the row before it; hex. */
export function hashOf(row: Omit<AuditRow, "hash">): string {
  const { id, happenedAt, actor, action, subject, details, previousHash } = row;
  const covered = { id, at: happenedAt.toISOString(), actor, action, subject, details };
  return createHash("sha256")
    .update(canonicalJson({ ...covered, previous: previousHash }))
    .digest("hex");
}
