import type { Queryable } from "@devflow/database";
import type { RepositoryRef } from "@devflow/github";
import { findingSource } from "@devflow/team-memory";
import { z } from "zod";

/** A pull request whose outcomes are read. */
export interface OutcomePull {
  repositoryId: number;
  installationId: number;
  repository: RepositoryRef;
  pullNumber: number;
  /** Its outcomes are decided for good, and it was not opened again since. */
  isFinal: boolean;
}

const pullSchema = z.object({
  installation_id: z.number(),
  owner: z.string(),
  name: z.string(),
  is_final: z.boolean(),
});

/** Null where the repository or the App is gone, or nothing was said. */
export async function loadOutcomePull(
  database: Queryable,
  { repositoryId, pullNumber }: { repositoryId: number; pullNumber: number },
): Promise<OutcomePull | null> {
  const [found] = await database.query(
    `SELECT repositories.installation_id, repositories.owner, repositories.name,
            bool_and(coalesce(outcomes.is_final, false))
              AND bool_and(pulls.closed_at IS NOT NULL) AS is_final
       FROM repositories
       JOIN installations ON installations.id = repositories.installation_id
       JOIN remarks ON remarks.repository_id = repositories.id
       LEFT JOIN remark_outcomes outcomes ON outcomes.remark_id = remarks.id
       LEFT JOIN pull_requests pulls
         ON pulls.repository_id = remarks.repository_id AND pulls.number = remarks.pull_number
      WHERE repositories.id = $1 AND remarks.pull_number = $2 AND remarks.said_at IS NOT NULL
        AND repositories.state = 'active' AND installations.state = 'active'
      GROUP BY repositories.id`,
    [repositoryId, pullNumber],
  );
  if (found === undefined) return null;
  const { installation_id, owner, name, is_final } = pullSchema.parse(found);
  return {
    repositoryId,
    installationId: installation_id,
    repository: { owner, name },
    pullNumber,
    isFinal: is_final,
  };
}

const remarkSchema = z
  .object({
    id: z.number(),
    source: findingSource,
    category: z.string(),
    title: z.string(),
    body: z.string(),
    path: z.string(),
    github_comment_id: z.number().nullable(),
    github_thread_id: z.string().nullable(),
    is_thread_resolved: z.boolean(),
    state: z.enum(["open", "fixed", "dismissed", "resolved"]),
    resolution: z.enum(["without_permission", "switched_off"]).nullable(),
    state_actor: z.string().nullable(),
    state_reason: z.string().nullable(),
    state_at: z.date(),
    said_path: z.string().nullable(),
    side: z.enum(["LEFT", "RIGHT"]).nullable(),
    start_line: z.number().nullable(),
    line: z.number().nullable(),
    suggestion: z.string().nullable(),
    head_sha: z.string().nullable(),
    base_sha: z.string().nullable(),
  })
  .transform((row) => ({
    id: row.id,
    source: row.source,
    category: row.category,
    title: row.title,
    body: row.body,
    /** Where it stands now, or stood last. */
    path: row.path,
    commentId: row.github_comment_id,
    threadId: row.github_thread_id,
    /** As it was last known. */
    wasResolved: row.is_thread_resolved,
    state: row.state,
    isSwitchedOff: row.resolution === "switched_off",
    stateActor: row.state_actor,
    stateReason: row.state_reason,
    stateAt: row.state_at,
    said: saidOf(row),
  }));

/** Where and when it was first said; the remark itself moves on with its lines. */
export interface SaidAt {
  path: string;
  side: "LEFT" | "RIGHT";
  startLine: number;
  line: number;
  suggestion: string | null;
  headSha: string;
  /** Merge base of that time. */
  baseSha: string | null;
}

export type OutcomeRemark = z.output<typeof remarkSchema>;

/** Null for a remark whose findings were lost with a database. */
function saidOf(row: {
  said_path: string | null;
  side: "LEFT" | "RIGHT" | null;
  start_line: number | null;
  line: number | null;
  suggestion: string | null;
  head_sha: string | null;
  base_sha: string | null;
}): SaidAt | null {
  const { said_path: path, side, start_line: startLine, line, head_sha: headSha } = row;
  if (path === null || side === null || startLine === null || line === null || headSha === null) {
    return null;
  }
  const { suggestion, base_sha: baseSha } = row;
  return { path, side, startLine, line, suggestion, headSha, baseSha };
}

/** Everything that people could read, with where it was first said. */
export async function readOutcomeRemarks(
  database: Queryable,
  { repositoryId, pullNumber }: { repositoryId: number; pullNumber: number },
): Promise<OutcomeRemark[]> {
  const rows = await database.query(
    `SELECT remarks.id, remarks.source, remarks.category, remarks.title, remarks.body, remarks.path,
            remarks.github_comment_id, remarks.github_thread_id, remarks.is_thread_resolved,
            remarks.state, remarks.resolution,
            remarks.state_actor, remarks.state_reason, remarks.state_at, said.path AS said_path,
            said.side, said.start_line, said.line, said.suggestion, said.head_sha, said.base_sha
       FROM remarks
       LEFT JOIN LATERAL (
         SELECT findings.path, findings.side, findings.start_line, findings.line,
                findings.suggestion, reviews.head_sha, reviews.base_sha
           FROM findings JOIN reviews ON reviews.id = findings.review_id
          WHERE findings.remark_id = remarks.id AND findings.state = 'posted'
          ORDER BY findings.id
          LIMIT 1
       ) said ON true
      WHERE remarks.repository_id = $1 AND remarks.pull_number = $2
        AND remarks.said_at IS NOT NULL
      ORDER BY remarks.id`,
    [repositoryId, pullNumber],
  );
  return rows.map((row) => remarkSchema.parse(row));
}
