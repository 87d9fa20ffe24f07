import { appendAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import { invariant, UsageError } from "@devflow/errors";
import type { Rollout } from "../model.ts";
import { liveAdapter, requireAdapter } from "../registry/adapter-row.ts";
import { setAdapterState } from "../registry/register-adapter.ts";
import { openRollout } from "./rollout-row.ts";

export interface StartOptions {
  adapter: string;
  /** The model of the settings: what it is compared with while no adapter is live. */
  configuredModel: string;
  /** Above 0, up to 1: of the repositories, in the stage `canary`. */
  canaryShare: number;
  actor: string;
  now?: Date;
}

/** Puts a proposed adapter into the shadow. Raises UsageError when it is not its turn. */
export async function startRollout(database: Database, options: StartOptions): Promise<Rollout> {
  const { canaryShare, actor, now = new Date() } = options;
  if (!(canaryShare > 0 && canaryShare <= 1)) {
    throw new UsageError(`a share of ${canaryShare} is none`, "Give a number above 0, up to 1.");
  }
  return database.transaction(async (transaction) => {
    const { name, expert, state } = await requireAdapter(transaction, options.adapter);
    if (state !== "proposed") {
      throw new UsageError(
        `${name} is ${state.replace("_", " ")}, not proposed`,
        state === "registered" || state === "refused"
          ? `Look at its metrics, then \`devflow experts propose ${name}\`.`
          : "`devflow experts list` says which ones are proposed.",
      );
    }
    const open = await openRollout(transaction, expert);
    if (open !== null) {
      throw new UsageError(
        `${open.adapter} is being rolled out for ${expert} (stage ${open.stage})`,
        "End that one first: `devflow experts promote`, `stop` or `back`.",
      );
    }
    const baseline = (await liveAdapter(transaction, expert))?.name ?? options.configuredModel;
    await transaction.query(
      `INSERT INTO rollouts (expert, adapter, baseline, stage, canary_share, started_at, stage_at)
       VALUES ($1, $2, $3, 'shadow', $4, $5, $5)`,
      [expert, name, baseline, canaryShare, now],
    );
    await setAdapterState(transaction, name, "rolling", "in the shadow");
    const details = { expert, baseline, canaryShare };
    await appendAudit(
      transaction,
      { actor, action: "rollout.started", subject: name, details },
      now,
    );
    const started = await openRollout(transaction, expert);
    invariant(started !== null, "a started rollout is open");
    return started;
  });
}
