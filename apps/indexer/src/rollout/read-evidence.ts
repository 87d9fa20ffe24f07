import type { Database } from "@devflow/database";
import {
  type ArmEvidence,
  defaultPlan,
  type Evidence,
  emptyRatio,
  type Failures,
  type RepositoryEvidence,
  type Rollout,
  type RolloutPlan,
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
  plan: RolloutPlan = defaultPlan,
): Promise<Evidence> {
  return {
    stage: rollout.stage,
    stageDays: (now.getTime() - rollout.stageAt.getTime()) / dayMs,
    repositories: await readRepositories(database, rollout, now, plan),
    candidate: await readFailures(database, rollout.adapter, rollout.startedAt),
    baseline: await readFailures(database, rollout.baseline, baselineFrom(rollout)),
    shadow: await readShadowEvidence(database, rollout.id),
  };
}

function baselineFrom({ startedAt }: Rollout): Date {
  return new Date(startedAt.getTime() - baselineDays * dayMs);
}

/**
 * One row a pull request: findings of one pull request are no independent witnesses. It is of the
 * expert that reviewed it first: what a second one reads of it is only what came later.
 *
 * Outcomes are final after the end of the pull request, and the candidate has not been here for long:
 * of its findings only those of quick pull requests are known, of the baseline's all. People treat
 * the two differently. So those count, of both, whose pull request ended within some days of its first
 * review, and none before all such could have ended and settled.
 */
async function readRepositories(
  database: Database,
  rollout: Rollout,
  now: Date,
  { endedWithinDays, settledAfterDays }: RolloutPlan,
): Promise<RepositoryEvidence[]> {
  const rows = await database.query(
    `WITH begun AS (
       SELECT id, repository_id, pull_number, expert_model, created_at,
              first_value(expert_model) OVER of_pull AS first_model,
              min(created_at) OVER of_pull AS first_at
         FROM reviews
        WHERE state = 'posted' AND expert_state = 'used' AND created_at >= $4
       WINDOW of_pull AS (PARTITION BY repository_id, pull_number ORDER BY created_at, id)
     ), reviewed AS (
       SELECT begun.id, begun.repository_id, pull_number, expert_model = $1 AS is_candidate,
              coalesce(pulls.closed_at <= first_at + $5 * interval '1 day'
                       AND first_at <= $6::timestamptz - ($5 + $7) * interval '1 day', false)
                AS is_settled
         FROM begun LEFT JOIN pull_requests pulls
           ON pulls.repository_id = begun.repository_id AND pulls.number = pull_number
        WHERE first_model = expert_model
          AND ((expert_model = $1 AND first_at >= $3) OR expert_model = $2)
     )
     SELECT reviewed.repository_id, reviewed.is_candidate,
            count(DISTINCT reviewed.id)::integer AS reviews,
            count(findings.id)::integer AS said,
            (count(*) FILTER (WHERE outcome.is_final AND is_settled))::integer AS final,
            (count(*) FILTER (WHERE outcome.is_final AND is_settled AND outcome.is_addressed))::integer
              AS addressed,
            (count(*) FILTER (WHERE outcome.label = 'unwanted'))::integer AS unwanted
       FROM reviewed
       LEFT JOIN findings ON findings.review_id = reviewed.id AND findings.state = 'posted'
                         AND findings.source = 'expert'
       LEFT JOIN remark_outcomes outcome ON outcome.remark_id = findings.remark_id
      GROUP BY reviewed.repository_id, reviewed.pull_number, reviewed.is_candidate`,
    [
      ...[rollout.adapter, rollout.baseline, rollout.startedAt, baselineFrom(rollout)],
      ...[endedWithinDays, now, settledAfterDays],
    ],
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
