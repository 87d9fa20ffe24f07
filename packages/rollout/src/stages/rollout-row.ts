import type { Queryable } from "@devflow/database";
import { z } from "zod";
import type { Rollout } from "../model.ts";

const rowSchema = z
  .object({
    id: z.number(),
    expert: z.string(),
    adapter: z.string(),
    baseline: z.string(),
    stage: z.enum(["shadow", "canary", "all", "promoted", "rolled_back", "stopped"]),
    canary_share: z.number(),
    evidence: z.record(z.string(), z.unknown()),
    started_at: z.date(),
    stage_at: z.date(),
    ended_at: z.date().nullable(),
  })
  .transform(
    (row): Rollout => ({
      id: row.id,
      expert: row.expert,
      adapter: row.adapter,
      baseline: row.baseline,
      stage: row.stage,
      canaryShare: row.canary_share,
      evidence: row.evidence,
      startedAt: row.started_at,
      stageAt: row.stage_at,
      endedAt: row.ended_at,
    }),
  );

const columns = `id, expert, adapter, baseline, stage, canary_share::float8 AS canary_share, evidence,
                 started_at, stage_at, ended_at`;

/** The rollout of the expert that has not ended, locked where a transaction asks; null: there is none. */
export async function openRollout(
  database: Queryable,
  expert: string,
  { isLocked = false }: { isLocked?: boolean } = {},
): Promise<Rollout | null> {
  const [row] = await database.query(
    `SELECT ${columns} FROM rollouts WHERE expert = $1 AND ended_at IS NULL
     ${isLocked ? "FOR UPDATE" : ""}`,
    [expert],
  );
  return row === undefined ? null : rowSchema.parse(row);
}

/** Rollouts that have not ended, of all experts. */
export async function openRollouts(database: Queryable): Promise<Rollout[]> {
  const rows = await database.query(
    `SELECT ${columns} FROM rollouts WHERE ended_at IS NULL ORDER BY id`,
  );
  return rows.map((row) => rowSchema.parse(row));
}

/** Of one adapter: who shows so many says that there may be more. */
export const mostListedRollouts = 20;

/** The newest rollouts of an adapter, newest first. */
export async function rolloutsOf(database: Queryable, adapter: string): Promise<Rollout[]> {
  const rows = await database.query(
    `SELECT ${columns} FROM rollouts WHERE adapter = $1 ORDER BY id DESC LIMIT ${mostListedRollouts}`,
    [adapter],
  );
  return rows.map((row) => rowSchema.parse(row));
}
