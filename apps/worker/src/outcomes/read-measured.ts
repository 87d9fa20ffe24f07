import type { Queryable } from "@devflow/database";
import { type MeasuredRemark, signalKinds } from "@devflow/dataset";
import { z } from "zod";

export interface MeasuredWanted {
  /** Null: of all repositories. */
  repositoryId: number | null;
  /** Said since then; null: ever. */
  since: Date | null;
}

const rowSchema = z
  .object({
    repository: z.string(),
    source: z.string(),
    category: z.string(),
    expert: z.string().nullable(),
    pull: z.enum(["open", "merged", "given_up"]),
    has_suggestion: z.boolean(),
    label: z.enum(["wanted", "unwanted"]).nullable(),
    decided_by: z.enum([...signalKinds, "none"]),
    strength: z.number(),
    is_addressed: z.boolean(),
  })
  .transform(
    (row): MeasuredRemark => ({
      repository: row.repository,
      rule: row.source,
      category: row.category,
      expert: row.source === "expert" ? (row.expert ?? "unknown") : "rules",
      pull: row.pull,
      hasSuggestion: row.has_suggestion,
      outcome: {
        label: row.label,
        decidedBy: row.decided_by,
        strength: row.strength,
        isAddressed: row.is_addressed,
      },
    }),
  );

/**
 * Every finding whose outcome was read, to be measured. One whose rule was switched off since is
 * none: nobody failed to act on it.
 */
export async function readMeasuredRemarks(
  database: Queryable,
  { repositoryId, since }: MeasuredWanted,
): Promise<MeasuredRemark[]> {
  const rows = await database.query(
    `SELECT coalesce(repositories.owner || '/' || repositories.name, repositories.local_path,
                     repositories.name) AS repository,
            remarks.source, remarks.category, said.expert_model AS expert,
            CASE WHEN pulls.merged_at IS NOT NULL THEN 'merged'
                 WHEN pulls.closed_at IS NOT NULL THEN 'given_up' ELSE 'open' END AS pull,
            said.suggestion IS NOT NULL AS has_suggestion,
            outcomes.label, outcomes.decided_by, outcomes.strength::float8 AS strength,
            outcomes.is_addressed
       FROM remark_outcomes outcomes
       JOIN remarks ON remarks.id = outcomes.remark_id
       JOIN repositories ON repositories.id = remarks.repository_id
       LEFT JOIN pull_requests pulls
         ON pulls.repository_id = remarks.repository_id AND pulls.number = remarks.pull_number
       LEFT JOIN LATERAL (
         SELECT findings.suggestion, reviews.expert_model
           FROM findings JOIN reviews ON reviews.id = findings.review_id
          WHERE findings.remark_id = remarks.id AND findings.state = 'posted'
          ORDER BY findings.id
          LIMIT 1
       ) said ON true
      WHERE ($1::bigint IS NULL OR remarks.repository_id = $1)
        AND ($2::timestamptz IS NULL OR remarks.said_at >= $2)
        AND remarks.resolution IS DISTINCT FROM 'switched_off'
      ORDER BY remarks.id`,
    [repositoryId, since],
  );
  return rows.map((row) => rowSchema.parse(row));
}
