/**
 * Places of the chain outside of the database.
 *
 * Wanted: whoever can write to the database cannot cut entries off the end, or write the whole chain
 * anew, without it showing.
 * Design: the newest hash goes to the log stream, which most companies send to another machine, and
 * on request to a file, at the start, every hour and at the end, where it is another than before.
 * Accepted: what was cut off before the next anchor shows only against an earlier one, so up to an
 * hour of entries can go unseen; several processes write the same anchors.
 */
import { appendFile } from "node:fs/promises";
import type { Queryable } from "@devflow/database";
import { coerceError } from "@devflow/errors";
import type { Logger } from "@devflow/logging";
import { z } from "zod";
import { newestAudit } from "./read-audit.ts";
import type { AuditAnchor } from "./verify-audit.ts";

const everyMs = 3_600_000;

export interface AnchorOptions {
  /** Gets a line of JSON for each anchor; null: the log stream only. */
  file: string | null;
}

/** Writes anchors until it is closed. */
export async function startAnchors(
  database: Queryable,
  logger: Logger,
  { file }: AnchorOptions,
): Promise<{ close(): Promise<void> }> {
  let before: string | null = null;
  const write = async () => {
    try {
      const newest = await newestAudit(database);
      if (newest === null || newest.hash === before) return;
      logger.info({ auditId: newest.id, auditHash: newest.hash }, "audit anchor");
      if (file !== null) await appendFile(file, anchorLine(newest), { mode: 0o600 });
      before = newest.hash;
    } catch (thrown) {
      logger.warn({ err: coerceError(thrown) }, "audit anchor not written");
    }
  };
  let writing = write();
  const timer = setInterval(() => {
    writing = writing.then(write);
  }, everyMs);
  timer.unref();
  await writing;
  return {
    async close() {
      clearInterval(timer);
      await writing;
      await write();
    },
  };
}

function anchorLine({ id, hash }: { id: number; hash: string }): string {
  return `${JSON.stringify({ time: new Date().toISOString(), auditId: id, auditHash: hash })}\n`;
}

const lineSchema = z.object({
  auditId: z.number(),
  auditHash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The anchors in a file of ours, or in a log of JSON lines; other lines are passed over. */
export function readAnchors(text: string): AuditAnchor[] {
  return text.split("\n").flatMap((line) => {
    if (!line.includes("auditHash")) return [];
    try {
      const { auditId, auditHash } = lineSchema.parse(JSON.parse(line));
      return [{ id: auditId, hash: auditHash }];
    } catch {
      return [];
    }
  });
}
