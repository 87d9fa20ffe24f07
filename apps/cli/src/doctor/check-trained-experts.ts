import { existsSync } from "node:fs";
import { verifyAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { folderDigest, liveAdapter, openRollout, requireAdapter } from "@devflow/rollout";
import type { Finding } from "./check-everything.ts";

/** The only expert that has adapters in reviews so far. */
const expert = "review";

/**
 * Reads the log of who did what from its beginning, and the files of the adapters that review or
 * draft now. Those are left out that only the model server sees.
 */
export async function checkTrainedExperts(database: Database): Promise<Finding> {
  const audit = await verifyAudit(database);
  if (!audit.isWhole) {
    const message = `the audit log is broken at entry ${audit.brokenAt}: ${audit.reason}`;
    return { state: "problem", message, nextStep: "Ask who may write to the database." };
  }
  const live = await liveAdapter(database, expert);
  const rollout = await openRollout(database, expert);
  const rolled = rollout === null ? null : await requireAdapter(database, rollout.adapter);
  for (const adapter of [live, rolled]) {
    if (adapter === null || !existsSync(adapter.path)) continue;
    if ((await folderDigest(adapter.path)) === adapter.sha256) continue;
    const message = `${adapter.name}: the files in ${adapter.path} are not those that were registered`;
    return {
      state: "problem",
      message,
      nextStep: "`devflow experts back` takes it out of reviews.",
    };
  }
  const reviewing = live === null ? "the model of the settings reviews" : `${live.name} reviews`;
  const beside = rollout === null ? "" : `, ${rollout.adapter} is in the stage ${rollout.stage}`;
  const message = `${reviewing}${beside}; ${audit.rows} entries of the audit log are whole`;
  return { state: "ok", message, nextStep: null };
}
