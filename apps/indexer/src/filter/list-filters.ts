import type { Database } from "@devflow/database";
import { leastOfEachKind, leastOutcomes } from "@devflow/review/filter";
import { z } from "zod";

const share = z.object({ precision: z.number(), recall: z.number() });

const measuresSchema = z.object({
  trainingExamples: z.number(),
  heldOutExamples: z.number(),
  withFilter: share,
  withoutFilter: share,
});

const filterRow = z.object({
  repository_id: z.number(),
  owner: z.string().nullable(),
  name: z.string(),
  local_path: z.string().nullable(),
  outcomes: z.number(),
  acted_on: z.number(),
  trained_for: z.number().nullable(),
  trained_at: z.date().nullable(),
  is_in_use: z.boolean().nullable(),
  reason: z.string().nullable(),
  measures: measuresSchema.nullable(),
});

/** What reviews of a repository filter by, and why. */
export interface FilterStatus {
  repositoryId: number;
  /** `owner/name`, or a folder. */
  name: string;
  state: "prior" | "trained" | "off";
  /** Whose outcomes it was trained on; null for the prior. */
  trainedOn: "this repository" | "all repositories" | null;
  trainedAt: Date | null;
  reason: string;
  /** Findings of this repository with an outcome so far. */
  outcomes: { total: number; actedOn: number };
  measures: z.output<typeof measuresSchema> | null;
}

/** The filters of all repositories, or of one. */
export async function listFilters(
  database: Database,
  repositoryId: number | null,
): Promise<FilterStatus[]> {
  const rows = await database.query(
    `SELECT r.id AS repository_id, r.owner, r.name, r.local_path,
            count(o.remark_id)::integer AS outcomes,
            (count(*) FILTER (WHERE o.is_acted_on))::integer AS acted_on,
            m.repository_id AS trained_for, m.trained_at, m.is_in_use, m.reason, m.measures
       FROM repositories r
       LEFT JOIN finding_outcomes o ON o.repository_id = r.id
       LEFT JOIN LATERAL (
         SELECT * FROM filter_models f
          WHERE f.repository_id = r.id OR f.repository_id IS NULL
          ORDER BY f.repository_id NULLS LAST, f.trained_at DESC, f.id DESC
          LIMIT 1
       ) m ON true
      WHERE r.state = 'active' AND ($1::bigint IS NULL OR r.id = $1)
      GROUP BY r.id, m.id, m.repository_id, m.trained_at, m.is_in_use, m.reason, m.measures
      ORDER BY r.owner NULLS LAST, r.name, r.id`,
    [repositoryId],
  );
  return rows.map((row) => statusOf(filterRow.parse(row)));
}

function statusOf(row: z.output<typeof filterRow>): FilterStatus {
  const isTrained = row.is_in_use !== null;
  const few = `never trained: fewer than ${leastOutcomes} outcomes with ${leastOfEachKind} of each kind`;
  return {
    repositoryId: row.repository_id,
    name: row.owner === null ? (row.local_path ?? row.name) : `${row.owner}/${row.name}`,
    state: row.is_in_use === null ? "prior" : row.is_in_use ? "trained" : "off",
    trainedOn: !isTrained
      ? null
      : row.trained_for === null
        ? "all repositories"
        : "this repository",
    trainedAt: row.trained_at,
    reason:
      row.reason ??
      (row.outcomes < leastOutcomes ? few : "not trained since there are enough outcomes"),
    outcomes: { total: row.outcomes, actedOn: row.acted_on },
    measures: row.measures,
  };
}
