import { appendAudit } from "@devflow/audit";
import type { Database, Queryable } from "@devflow/database";
import { UsageError } from "@devflow/errors";
import type { Rollout, RolloutStage } from "../model.ts";
import { liveAdapter } from "../registry/adapter-row.ts";
import { setAdapterState } from "../registry/register-adapter.ts";
import { openRollout } from "./rollout-row.ts";

/**
 * The stages of a rollout: shadow, canary, all, promoted; from each of the first three it can be
 * stopped or rolled back.
 *
 * Properties wanted: one stage after the other, each step with its row in the audit log or not at
 * all; two who step at once make one step; at most one adapter of an expert is live.
 * Design: the row of the open rollout is locked, looked at and changed in one transaction.
 */
const nextStage: Readonly<Partial<Record<RolloutStage, RolloutStage>>> = {
  shadow: "canary",
  canary: "all",
  all: "promoted",
};

export interface StepOptions {
  actor: string;
  reason: string;
  /** The rollout and stage that the decision was made of: if it is another by now, nothing is done. */
  from?: Pick<Rollout, "id" | "stage">;
  now?: Date;
}

/** The next stage. Gives what it is then; null: it is not in the stage that was looked at. */
export function advanceRollout(database: Database, expert: string, options: StepOptions) {
  return stepRollout(
    database,
    expert,
    (rollout) => nextStage[rollout.stage] ?? rollout.stage,
    options,
  );
}

/** Past all stages to `promoted`. */
export function promoteRollout(database: Database, expert: string, options: StepOptions) {
  return stepRollout(database, expert, () => "promoted", options);
}

/** Ends it without a verdict: the adapter can be started again. */
export function stopRollout(database: Database, expert: string, options: StepOptions) {
  return stepRollout(database, expert, () => "stopped", options);
}

/** Ends it: reviews that begin after this are the baseline's. */
export function rollBack(database: Database, expert: string, options: StepOptions) {
  return stepRollout(database, expert, () => "rolled_back", options);
}

async function stepRollout(
  database: Database,
  expert: string,
  next: (rollout: Rollout) => RolloutStage,
  options: StepOptions,
): Promise<Rollout | null> {
  const { now = new Date(), from } = options;
  return database.transaction(async (transaction) => {
    const rollout = await openRollout(transaction, expert, { isLocked: true });
    if (rollout === null && from !== undefined) return null;
    if (rollout === null) throw noRollout(expert);
    if (from !== undefined && (rollout.id !== from.id || rollout.stage !== from.stage)) return null;
    const stage = next(rollout);
    await applyStage(transaction, rollout, stage, options);
    const hasEnded = stage === "promoted" || stage === "rolled_back" || stage === "stopped";
    const endedAt = hasEnded ? now : null;
    await transaction.query(
      "UPDATE rollouts SET stage = $2, stage_at = $3, ended_at = $4 WHERE id = $1",
      [rollout.id, stage, now, endedAt],
    );
    return { ...rollout, stage, stageAt: now, endedAt };
  });
}

function noRollout(expert: string): UsageError {
  return new UsageError(
    `no adapter is being rolled out for ${expert}`,
    "`devflow experts start NAME` begins with a proposed one.",
  );
}

/** What a stage means for the adapters, and its row in the log. */
async function applyStage(
  transaction: Queryable,
  { adapter, expert, baseline, stage: from }: Rollout,
  stage: RolloutStage,
  { actor, reason, now }: StepOptions,
): Promise<void> {
  if (stage === "promoted") {
    const before = await liveAdapter(transaction, expert);
    if (before !== null) {
      await setAdapterState(transaction, before.name, "retired", `replaced by ${adapter}`);
    }
    await setAdapterState(transaction, adapter, "live", reason);
  } else if (stage === "rolled_back") {
    await setAdapterState(transaction, adapter, "rolled_back", reason);
  } else if (stage === "stopped") {
    await setAdapterState(transaction, adapter, "proposed", `stopped: ${reason}`);
  }
  const details = { expert, from, to: stage, baseline, reason };
  await appendAudit(
    transaction,
    { actor, action: `rollout.${stage}`, subject: adapter, details },
    now,
  );
}
