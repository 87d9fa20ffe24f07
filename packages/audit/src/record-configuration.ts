import { createHash } from "node:crypto";
import type { Database } from "@devflow/database";
import { z } from "zod";
import { appendAudit } from "./append-audit.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Values by name; of a secret only whether it is set. */
export type Configuration = Readonly<Record<string, unknown>>;

const detailsSchema = z.object({ digests: z.record(z.string(), z.string()) });

/**
 * Tells of a process that starts with other settings than the one of its name before: the names of
 * what differs, and a digest of each value. Gives the names; null where nothing differs.
 */
export function recordConfiguration(
  database: Database,
  { app, actor, configuration }: { app: string; actor: string; configuration: Configuration },
  now = new Date(),
): Promise<string[] | null> {
  const digests = Object.fromEntries(
    Object.entries(configuration).map(([name, value]) => [name, digestOf(value)]),
  );
  return database.transaction(async (transaction) => {
    const [row] = await transaction.query(
      `SELECT details FROM audit_log WHERE action = 'configuration.changed' AND subject = $1
        ORDER BY id DESC LIMIT 1`,
      [app],
    );
    const before = row === undefined ? null : detailsSchema.safeParse(row.details).data?.digests;
    const names = new Set([...Object.keys(digests), ...Object.keys(before ?? {})]);
    const changed = [...names].filter((name) => digests[name] !== before?.[name]).sort();
    if (before && changed.length === 0) return null;
    // The first time everything is new, and nothing was changed.
    const told = before ? changed : [];
    const details = { changed: told, digests };
    await appendAudit(
      transaction,
      { actor, action: "configuration.changed", subject: app, details },
      now,
    );
    return told;
  });
}

/** Enough to see a change; the values themselves stay where they are. */
function digestOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);
}
