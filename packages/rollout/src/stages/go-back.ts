import { appendAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import { z } from "zod";
import { findAdapter, liveAdapter } from "../registry/adapter-row.ts";
import { setAdapterState } from "../registry/register-adapter.ts";
import { openRollout } from "./rollout-row.ts";
import { rollBack } from "./step-rollout.ts";

/** What reviews go back from, and to. */
export interface WentBack {
  from: string;
  to: string;
}

/**
 * One step back, whatever there is to go back from: an open rollout ends and its baseline reviews;
 * without one the live adapter makes place for the one before it, or for the model of the settings.
 * Every review that begins afterwards goes by it, at once. Raises UsageError when there is nothing
 * to go back from.
 */
export async function goBack(
  database: Database,
  expert: string,
  options: { actor: string; reason: string; now?: Date },
): Promise<WentBack> {
  const open = await openRollout(database, expert);
  if (open !== null) {
    await rollBack(database, expert, options);
    return { from: open.adapter, to: open.baseline };
  }
  const { actor, reason, now } = options;
  return database.transaction(async (transaction) => {
    const live = await liveAdapter(transaction, expert);
    if (live === null) {
      throw new UsageError(
        `no adapter reviews for ${expert}: there is nothing to go back from`,
        "`devflow experts list` says what reviews now.",
      );
    }
    const [row] = await transaction.query(
      `SELECT baseline FROM rollouts WHERE adapter = $1 AND stage = 'promoted'
        ORDER BY id DESC LIMIT 1`,
      [live.name],
    );
    const baseline = z.object({ baseline: z.string() }).optional().parse(row)?.baseline ?? "";
    const before = await findAdapter(transaction, baseline);
    const isUsable = before?.state === "retired";
    await setAdapterState(transaction, live.name, "rolled_back", reason);
    if (isUsable) await setAdapterState(transaction, baseline, "live", `back from ${live.name}`);
    const to = isUsable || before === null ? baseline : "the model of the settings";
    const details = { expert, to, reason };
    await appendAudit(
      transaction,
      { actor, action: "adapter.back", subject: live.name, details },
      now,
    );
    return { from: live.name, to };
  });
}
