import type { Database } from "@devflow/database";
import {
  type ArmEvidence,
  type Evidence,
  emptyRatio,
  type Failures,
  type RepositoryEvidence,
  type Rollout,
  withUnit,
} from "@devflow/rollout";
import { z } from "zod";
import { readShadowEvidence } from "./read-shadow-evidence.ts";

/** How far back the baseline's outcomes count: older ones are of another team and other code. */
const baselineDays = 90;

const dayMs = 86_400_000;

const pullRow = z.object({
  repository_id: z.number(),
  is_candidate: z.boolean(),
  reviews: z.number(),
  said: z.number(),
  final: z.number(),
  addressed: z.number(),
  unwanted: z.number(),
});

/** What was measured of a rollout so far, from reviews and what became of their findings. */
export async function readEvidence(
  database: Database,
  rollout: Rollout,
  now: Date,
): Promise<Evidence> {
  return {
    stage: rollout.stage,
    stageDays: (now.getTime() - rollout.stageAt.getTime()) / dayMs,
    repositories: await readRepositories(database, rollout),
    candidate: await readFailures(database, rollout.adapter, rollout.startedAt),
    baseline: await readFailures(database, rollout.baseline, baselineFrom(rollout)),
    shadow: await readShadowEvidence(database, rollout.id),
  };
}

function baselineFrom({ startedAt }: Rollout): Date {
  return new Date(startedAt.getTime() - baselineDays * dayMs);
}

/** One row a pull request and expert: findings of one pull request are no independent witnesses. */
async function readRepositories(
  database: Database,
  rollout: Rollout,
): Promise<RepositoryEvidence[]> {
  const rows = await database.query(
    `WITH reviewed AS (
       SELECT id, repository_id, pull_number, expert_model = $1 AS is_candidate
         FROM reviews
        WHERE state = 'posted' AND expert_state = 'used'
          AND ((expert_model = $1 AND created_at >= $3) OR (expert_model = $2 AND created_at >= $4))
     )
     SELECT reviewed.repository_id, reviewed.is_candidate,
            count(DISTINCT reviewed.id)::integer AS reviews,
            count(findings.id)::integer AS said,
            (count(*) FILTER (WHERE outcome.is_final))::integer AS final,
            (count(*) FILTER (WHERE outcome.is_final AND outcome.is_addressed))::integer AS addressed,
            (count(*) FILTER (WHERE outcome.label = 'unwanted'))::integer AS unwanted
       FROM reviewed
       LEFT JOIN findings ON findings.review_id = reviewed.id AND findings.state = 'posted'
                         AND findings.source = 'expert'
       LEFT JOIN remark_outcomes outcome ON outcome.remark_id = findings.remark_id
      GROUP BY reviewed.repository_id, reviewed.pull_number, reviewed.is_candidate`,
    [rollout.adapter, rollout.baseline, rollout.startedAt, baselineFrom(rollout)],
  );
  const byRepository = new Map<number, RepositoryEvidence>();
  for (const each of rows) {
    const row = pullRow.parse(each);
    const repositoryId = row.repository_id;
    const arms = byRepository.get(repositoryId) ?? {
      repositoryId,
      candidate: emptyArm,
      baseline: emptyArm,
    };
    const arm = row.is_candidate ? "candidate" : "baseline";
    byRepository.set(repositoryId, { ...arms, [arm]: withPull(arms[arm], row) });
  }
  return [...byRepository.values()];
}

const emptyArm: ArmEvidence = {
  reviews: 0,
  addressed: emptyRatio,
  unwanted: emptyRatio,
  comments: emptyRatio,
};

function withPull(arm: ArmEvidence, row: z.output<typeof pullRow>): ArmEvidence {
  return {
    reviews: arm.reviews + row.reviews,
    addressed: withUnit(arm.addressed, row.final, row.addressed),
    unwanted: withUnit(arm.unwanted, row.said, row.unwanted),
    comments: withUnit(arm.comments, row.reviews, row.said),
  };
}

const failuresRow = z.object({
  attempts: z.number(),
  failures: z.number(),
  unreadable: z.number(),
  mean_duration_ms: z.number().nullable(),
});

/** As `packages/review` counts an answer in which it found nothing to read. */
const unreadable = "answer without a readable finding";

async function readFailures(database: Database, model: string, from: Date): Promise<Failures> {
  const [row] = await database.query(
    `SELECT count(*)::integer AS attempts,
            (count(*) FILTER (WHERE fallback_reason IS NOT NULL OR expert_state = 'unavailable'))::integer
              AS failures,
            (count(*) FILTER (WHERE expert_model = $1 AND counts -> $3 IS NOT NULL))::integer
              AS unreadable,
            (avg((timings_ms ->> 'total')::float8) FILTER (WHERE expert_model = $1))::float8
              AS mean_duration_ms
       FROM reviews
      WHERE chosen_model = $1 AND created_at >= $2 AND state = 'posted'`,
    [model, from, unreadable],
  );
  const { mean_duration_ms, ...counted } = failuresRow.parse(row);
  return { ...counted, meanDurationMs: mean_duration_ms };
}
