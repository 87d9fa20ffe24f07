import { recordAudit } from "@devflow/audit";
import type { Database } from "@devflow/database";
import {
  advanceRollout,
  type Decision,
  decide,
  defaultPlan,
  type Evidence,
  openRollouts,
  type Rollout,
  type RolloutPlan,
  rollBack,
} from "@devflow/rollout";
import { z } from "zod";
import { readEvidence } from "./read-evidence.ts";

export interface LookOptions {
  /** Steps forward are taken without a person. A step back always is. */
  isAutomatic: boolean;
  plan?: RolloutPlan;
  now?: Date;
}

/** What one look at one rollout came to. */
export interface RolloutLook {
  rollout: Rollout;
  evidence: Evidence;
  decision: Decision;
  /** What was done: null: nothing; `proposed`: a person is asked to. */
  taken: "advanced" | "rolled_back" | "proposed" | null;
}

/** Its own decisions are signed with this name in the audit log. */
const devflow = "devflow";

const storedSchema = z.object({ stage: z.string(), step: z.string() });

/**
 * Looks at every open rollout and takes, or proposes, the next step.
 *
 * Properties wanted: looking often is harmless (the test allows it); a step back needs nobody; a
 * step forward is proposed once and not every hour; a look that is killed is made again.
 * Races accepted: two looks at once decide the same; the stage machine takes one step.
 */
export async function lookAtRollouts(
  database: Database,
  options: LookOptions,
): Promise<RolloutLook[]> {
  const { plan = defaultPlan, now = new Date() } = options;
  const looks: RolloutLook[] = [];
  for (const rollout of await openRollouts(database)) {
    const evidence = await readEvidence(database, rollout, now, plan);
    const decision = decide(evidence, plan);
    const taken = await act(database, rollout, decision, { ...options, now });
    await storeLook(database, rollout, evidence, decision, now);
    looks.push({ rollout, evidence, decision, taken });
  }
  return looks;
}

async function act(
  database: Database,
  rollout: Rollout,
  decision: Decision,
  { isAutomatic, now }: LookOptions & { now: Date },
): Promise<RolloutLook["taken"]> {
  const { expert, stage, adapter } = rollout;
  const reason = decision.reasons.join("; ");
  const step = { actor: devflow, reason, from: rollout, now };
  if (decision.step === "wait") return null;
  if (decision.step === "roll_back") {
    return (await rollBack(database, expert, step)) === null ? null : "rolled_back";
  }
  if (decision.step === "advance" && isAutomatic) {
    return (await advanceRollout(database, expert, step)) === null ? null : "advanced";
  }
  const before = storedSchema.safeParse(rollout.evidence).data;
  if (before?.stage === stage && before.step === decision.step) return null;
  const action = decision.step === "ask" ? "rollout.undecided" : "rollout.step_proposed";
  const details = { expert, stage, reason };
  await recordAudit(database, { actor: devflow, action, subject: adapter, details }, now);
  return "proposed";
}

async function storeLook(
  database: Database,
  { id }: Rollout,
  { stage, candidate, shadow, repositories }: Evidence,
  decision: Decision,
  now: Date,
): Promise<void> {
  const reviews = repositories.reduce((sum, each) => sum + each.candidate.reviews, 0);
  const seen = { stage, looked_at: now.toISOString(), ...decision, reviews, candidate, shadow };
  await database.query("UPDATE rollouts SET evidence = $2 WHERE id = $1", [
    id,
    JSON.stringify(seen),
  ]);
}
