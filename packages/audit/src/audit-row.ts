import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "./canonical-json.ts";

/** What the first row follows. */
export const genesisHash = "0".repeat(64);

export const auditRowSchema = z
  .object({
    id: z.number(),
    happened_at: z.date(),
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
    previous_hash: z.string(),
    hash: z.string(),
  })
  .transform(({ happened_at, previous_hash, ...row }) => ({
    ...row,
    happenedAt: happened_at,
    previousHash: previous_hash,
  }));

/** An entry of the log as it is stored. */
export type AuditRow = z.output<typeof auditRowSchema>;

/** SHA-256 over everything in the row and the hash of the row before it; hex. */
export function hashOf(row: Omit<AuditRow, "hash">): string {
  const { id, happenedAt, actor, action, subject, details, previousHash } = row;
  const covered = { id, at: happenedAt.toISOString(), actor, action, subject, details };
  return createHash("sha256")
    .update(canonicalJson({ ...covered, previous: previousHash }))
    .digest("hex");
}
